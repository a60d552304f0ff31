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
/** What passed only when it was run again. */
const unsteady = []

const env = {
  ...process.env,
  PATH: [path.dirname(node.path), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
}

for (const project of wanted.filter((name) => name !== 'e2e')) await vitest(project)
if (wanted.includes('e2e')) await endToEnd()

rmSync(reports, { recursive: true, force: true })
for (const line of unsteady) console.log(`Failed once, passed when run again: ${line}`)
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

/**
 * Runs one project and adds to the sum. Where servers and browsers share the machine a file may miss a deadline: a file
 * with a failure is run once more, alone, and its second answer counts. What passed only then is told by name.
 */
async function vitest(project, extra = {}) {
  const first = await report(project, [], extra)
  // No report: vitest itself broke, or found nothing to run.
  if (first === undefined) return
  const failed = first.testResults.filter((file) => file.status === 'failed')
  count(first.testResults.filter((file) => !failed.includes(file)))
  if (failed.length === 0) return
  if (project === 'unit') return count(failed)
  const names = failed.map((file) => path.relative(root, file.name))
  console.log(`\nOnce more, alone: ${names.join(', ')}`)
  const second = await report(project, names, extra)
  const again = second?.testResults ?? failed
  count(again)
  const mended = failed.filter((file) => again.some((other) => other.name === file.name && other.status !== 'failed'))
  for (const file of mended) {
    const titles = file.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
    unsteady.push(`${path.relative(root, file.name)}: ${titles.join('; ') || 'could not be loaded'}`)
  }
}

/** @returns vitest's own JSON report, or nothing where it wrote none */
async function report(project, files, extra) {
  const file = path.join(reports, `${project}-${String(Date.now())}.json`)
  const code = await run(
    [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...files,
      '--passWithNoTests',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    extra,
  )
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  // An error outside of all tests leaves no failed file, and must still be seen.
  if (code !== 0 && !result?.testResults.some((each) => each.status === 'failed')) sum.failed += 1
  return result
}

function count(files) {
  for (const file of files) {
    const states = file.assertionResults.map((test) => test.status)
    sum.passed += states.filter((state) => state === 'passed').length
    sum.skipped += states.filter((state) => ['pending', 'skipped', 'todo', 'disabled'].includes(state)).length
    const failed = states.filter((state) => state === 'failed').length
    // A file may fail without a failed test: it could not be loaded, or its setup broke.
    sum.failed += file.status === 'failed' ? Math.max(failed, 1) : failed
  }
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
