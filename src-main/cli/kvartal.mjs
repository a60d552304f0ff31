/** The command line's door: runs `main.ts` here where this Node can, and on the packaged Node where it cannot. */
import { spawnSync } from 'node:child_process'
import module from 'node:module'
import path from 'node:path'
import { compileCache, findNode, flagsFor, isNewEnough, NO_NODE, root } from './runtime.mjs'

const main = path.join(root, 'src-main/cli/main.ts')
const [major, minor] = process.versions.node.split('.').map(Number)

if (isNewEnough(process.version) && (major > 23 || (major === 22 && minor >= 18))) {
  process.removeAllListeners('warning')
  module.enableCompileCache(compileCache)
  await import(main)
} else {
  const node = findNode()
  if (node === undefined) {
    console.error(JSON.stringify({ code: 'internal', message: NO_NODE, details: {} }))
    process.exit(1)
  }
  const run = spawnSync(node.path, [...flagsFor(node.version), main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  })
  process.exit(run.status ?? 1)
}
