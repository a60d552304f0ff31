/** Whether what is built is older than what it was built from. Plain JavaScript: `npm start` asks before Node 24 is there. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { root } from './runtime.mjs'

/** Files that a complete build leaves behind. */
export const outputs = {
  renderer: ['out/renderer/index.html'],
  all: ['out/renderer/index.html', 'out/main/main.js', 'out/main/engine-process.js', 'out/preload/preload.cjs'],
}

const SOURCES = ['src-main', 'src-renderer', 'src-shared', 'resources', 'package.json', 'electron.vite.config.ts']

export function isStale(files, directory = root) {
  const built = files.map((file) => path.join(directory, file))
  if (!built.every((file) => existsSync(file))) return true
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs))
  return SOURCES.some((source) => newest(path.join(directory, source)) > oldest)
}

function newest(file) {
  if (!existsSync(file)) return 0
  const stat = statSync(file)
  if (!stat.isDirectory()) return /[.]test[.]tsx?$/.test(file) ? 0 : stat.mtimeMs
  return readdirSync(file).reduce((latest, name) => Math.max(latest, newest(path.join(file, name))), stat.mtimeMs)
}
