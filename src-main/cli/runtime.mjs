/**
 * Which Node runs the program. Plain JavaScript without dependencies: it runs on whatever Node the machine has, before
 * anything is installed. The program itself needs a Node that runs TypeScript files; one comes as an npm package.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Compiled sources are kept, so that a start compiles only what has changed: two thirds of a cold start otherwise. */
export const compileCache = path.join(root, 'out/compile-cache')

/** `v22.12.0` or newer: the oldest that knows how to strip types. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
}

/** Flags with which that Node runs TypeScript files and keeps quiet about it. */
export function flagsFor(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const strips = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
  return strips
    ? ['--disable-warning=ExperimentalWarning']
    : ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
}

/** The Node from the npm package where its install script could run, else this one where it is new enough, else nothing. */
export function findNode(directory = root) {
  const packaged = path.join(
    directory,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  const version = existsSync(packaged) ? versionOf(packaged) : undefined
  if (version !== undefined && isNewEnough(version)) return { path: packaged, version, from: 'the npm package' }
  if (isNewEnough(process.version)) return { path: process.execPath, version: process.version, from: 'this machine' }
  return undefined
}

export const NO_NODE =
  `Kvartal needs Node 22.12 or newer and found ${process.version}. The Node that comes as an npm package is not there, ` +
  'most likely because install scripts are blocked: allow them (npm rebuild node) or install a newer Node.'

function versionOf(file) {
  const answer = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return answer.status === 0 ? answer.stdout.trim() : undefined
}
