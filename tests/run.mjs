/**
 * What `npm test` runs: unit and database tests, then the renderer is built once and the end-to-end tests drive it in a
 * real browser. The closing line counts everything. `--unit`, `--db`, `--e2e` run only that part.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isStale, outputs } from '../src-main/cli/build.mjs'
import { findNode, flagsFor, NO_NODE, root } from '../src-main/cli/runtime.mjs'

const node = findNode()
if (node === undefined) {
  console.error(NO_NODE)
  process.exit(1)
}
console.log(`Tests run on Node ${node.version} (${node.from})`)

const only = ['unit', 'db', 'e2e'].filter((project) => process.argv.includes(`--${project}`))
const wanted = only.length > 0 ? only : ['unit', 'db', 'e2e']
const reports = mkdtempSync(path.join(tmpdir(), 'kvartal-tests-'))
const sum = { passed: 0, failed: 0, skipped: 0 }

const env = {
  ...process.env,
  PATH: [path.dirname(node.path), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
}

for (const project of wanted.filter((name) => name !== 'e2e')) await vitest(project)
if (wanted.includes('e2e')) await endToEnd()

rmSync(reports, { recursive: true, force: true })
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed > 0 ? 1 : 0

async function endToEnd() {
  const folder = path.join(root, 'tests/e2e')
  if (!existsSync(folder) || !readdirSync(folder).some((name) => name.endsWith('.e2e.ts'))) return
  const { findChromium, NO_CHROMIUM } = await chromium()
  const browser = findChromium()
  if (browser === undefined) {
    console.error(NO_CHROMIUM)
    sum.failed += 1
    return
  }
  console.log(`\nEnd to end in ${browser}`)
  if (isStale(outputs.all)) {
    const code = await run([
      path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
      'build',
      '--logLevel',
      'warn',
    ])
    if (code !== 0) {
      console.error('The build failed, so the end-to-end tests could not run.')
      sum.failed += 1
      return
    }
  }
  await vitest('e2e', { CHROMIUM_PATH: browser })
}

async function vitest(project, extra = {}) {
  const report = path.join(reports, `${project}.json`)
  const code = await run(
    [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--passWithNoTests',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    extra,
  )
  if (!existsSync(report)) {
    // No report: vitest itself broke, or found nothing to run.
    if (code !== 0) sum.failed += 1
    return
  }
  const result = JSON.parse(readFileSync(report, 'utf8'))
  // A file that could not even be loaded has no tests to count, and must still be seen.
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  sum.passed += result.numPassedTests
  sum.failed += result.numFailedTests + broken
  sum.skipped += result.numPendingTests + (result.numTodoTests ?? 0)
  if (code !== 0 && result.numFailedTests + broken === 0) sum.failed += 1
}

function run(args, extra = {}) {
  return new Promise((resolve) => {
    const child = spawn(node.path, [...flagsFor(node.version), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...env, ...extra },
    })
    child.on('exit', (code) => resolve(code ?? 1))
    child.on('error', () => resolve(1))
  })
}

/** This file may be running on an old Node, which cannot read TypeScript: the better one is asked. */
async function chromium() {
  const { spawnSync } = await import('node:child_process')
  const ask =
    "import { findChromium, NO_CHROMIUM } from './tests/support/chromium.ts'; console.log(JSON.stringify([findChromium() ?? null, NO_CHROMIUM]))"
  const answer = spawnSync(node.path, [...flagsFor(node.version), '--input-type=module', '-e', ask], {
    cwd: root,
    encoding: 'utf8',
  })
  const [found, message] = JSON.parse(answer.stdout)
  return { findChromium: () => found ?? undefined, NO_CHROMIUM: message }
}
