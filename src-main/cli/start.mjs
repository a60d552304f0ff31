/**
 * `npm start`. Plain JavaScript: it runs on whatever Node the machine has, with nothing installed. Installs what is missing,
 * finds a Node that runs the program, builds what is older than its sources, and opens the desktop program, or the web host
 * where no Electron binary can be had.
 *
 *   npm start -- --demo [--scale small|complex|developer|developer-x10]   skips the first question
 *   npm start -- --web          the web host even where Electron is there
 *   npm start -- --profile DIR  --port N  --no-open
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isStale, outputs } from './build.mjs'
import { compileCache, findNode, flagsFor, NO_NODE, root } from './runtime.mjs'

/** So soon an Electron ends that cannot run here: libraries that are missing, a sandbox that the system forbids. */
const STILLBORN_MS = 8_000
const args = process.argv.slice(2)
const isWindows = process.platform === 'win32'
const modules = path.join(root, 'node_modules')

if (args.includes('--help') || args.includes('-h')) {
  console.log(
    'npm start -- [--demo [--scale small|complex|developer|developer-x10]] [--web] [--profile DIR] [--port N] [--no-open]',
  )
  process.exit(0)
}

install()
const node = findNode() ?? fail(NO_NODE)
console.log(`Node ${node.version} (${node.from})`)
const electron = args.includes('--web') ? undefined : findElectron()
build(electron === undefined ? 'renderer' : 'all')
run(electron)

function install() {
  const wanted = path.join(root, 'package-lock.json')
  if (isInstalled(wanted)) return
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink())
    fail('node_modules is a link to packages of another version: install them there.')
  console.log('Installing packages (npm ci)…')
  const npm = process.env.npm_execpath
  const [program, before] = npm && /\.c?js$/.test(npm) ? [process.execPath, [npm]] : [isWindows ? 'npm.cmd' : 'npm', []]
  const result = spawnSync(program, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows && before.length === 0,
  })
  if (result.status !== 0) fail('The packages could not be installed: see above.')
}

/** Compares versions, not dates: a checkout or a copy changes the dates of everything. */
function isInstalled(lock) {
  const hidden = path.join(modules, '.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages
  const found = JSON.parse(readFileSync(hidden, 'utf8')).packages
  return Object.entries(wanted).every(
    ([name, { version, optional, devOptional, link }]) =>
      name === '' || optional || devOptional || link || found[name]?.version === version,
  )
}

/** The binary's path. Electron fetches it from outside the package registry, so it is tried once, and not again for a day. */
function findElectron() {
  const folder = path.join(modules, 'electron')
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return without('this machine has no screen')
  if (!binary(folder)) {
    const given = path.join(root, 'out/no-electron')
    if (existsSync(given) && Date.now() - statSync(given).mtimeMs < 24 * 3_600_000)
      return without('its binary could not be fetched')
    console.log('Fetching the Electron binary…')
    spawnSync(process.execPath, [path.join(folder, 'install.js')], { cwd: root, stdio: 'ignore', timeout: 5 * 60_000 })
    if (!binary(folder)) {
      mkdirSync(path.dirname(given), { recursive: true })
      writeFileSync(given, 'npm start looks again a day after this file was written, or when it is gone.\n')
      return without('its binary could not be fetched')
    }
    rmSync(given, { force: true })
  }
  return binary(folder)
}

function without(reason) {
  console.log(`Electron is not used (${reason}): opening the web host in the browser instead.`)
  return undefined
}

function binary(folder) {
  const name = path.join(folder, 'path.txt')
  if (!existsSync(name)) return undefined
  const file = path.join(folder, 'dist', readFileSync(name, 'utf8').trim())
  return existsSync(file) ? file : undefined
}

function build(what) {
  if (!isStale(outputs[what])) return
  console.log('Building…')
  const started = Date.now()
  const builder =
    what === 'all'
      ? [path.join(modules, 'electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn']
      : [
          path.join(modules, 'vite/bin/vite.js'),
          'build',
          '--config',
          'src-renderer/vite.config.ts',
          '--logLevel',
          'warn',
        ]
  const result = spawnSync(node.path, builder, { cwd: root, stdio: 'inherit' })
  if (result.status !== 0) fail('The build failed: see above.')
  console.log(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

function run(program) {
  const given = args.filter((word) => word !== '--web')
  const [file, before] = program
    ? [program, [root]]
    : [node.path, [...flagsFor(node.version), path.join(root, 'src-main/web/main.ts')]]
  const env = { NODE_COMPILE_CACHE: compileCache, ...process.env }
  // Set by editors that are Electron programs themselves; with it ours would be a plain Node.
  delete env.ELECTRON_RUN_AS_NODE
  const started = Date.now()
  const child = spawn(file, [...before, ...given], { cwd: root, stdio: 'inherit', env })
  const pass = (signal) => child.kill(signal)
  // Ctrl+C reaches the child by itself; this process waits for it to close its files.
  const ignore = () => undefined
  process.on('SIGINT', ignore).on('SIGTERM', pass).on('SIGHUP', pass)
  // npm dies of a signal without passing it on to the shell between us; who started us is then another process.
  const parent = process.ppid
  const orphan = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1_000).unref()
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => {
    if (program && (code !== 0 || signal !== null) && Date.now() - started < STILLBORN_MS) {
      process.off('SIGINT', ignore).off('SIGTERM', pass).off('SIGHUP', pass)
      clearInterval(orphan)
      without(`it ended at once with ${signal ?? code}`)
      return run(undefined)
    }
    process.exit(signal === null ? (code ?? 0) : 1)
  })
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
