/** A running application for an end-to-end test: the web host on a profile of its own, ended and started again as a machine would. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../../..')

export interface Application {
  profileDir: string
  /** A fresh one-time address of the web host. */
  address: string
  /** What `kvartal …` prints, parsed; talks to the running engine. */
  kvartal(...words: string[]): Promise<unknown>
  /** Ends it without warning, as a power cut does. */
  kill(): Promise<void>
  /** Ends it in order. */
  stop(): Promise<void>
  /** Starts it again on the same profile, with a new address. */
  restart(): Promise<void>
  /** Everything it has printed. */
  output(): string
  /** Ends it and removes the profile. */
  dispose(): Promise<void>
}

export interface StartOptions {
  /** Demonstration data of this scale; without it the profile is empty and the first screen asks. */
  demo?: 'small' | 'complex' | 'developer'
  profileDir?: string
}

export async function startApplication({ demo, profileDir }: StartOptions = {}): Promise<Application> {
  const profile = profileDir ?? mkdtempSync(path.join(tmpdir(), 'kvartal-e2e-'))
  let output = ''
  let child: ChildProcess | undefined

  const application: Application = {
    profileDir: profile,
    address: '',
    output: () => output,
    kvartal: (...words) => kvartal(profile, words),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    restart: start,
    async dispose() {
      await end('SIGTERM')
      rmSync(profile, { recursive: true, force: true })
    },
  }

  async function start() {
    const args = [
      '--profile',
      profile,
      '--port',
      '0',
      '--no-open',
      ...(demo === undefined ? [] : ['--demo', '--scale', demo]),
    ]
    const started = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(root, 'src-main/web/main.ts'), ...args],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'out/compile-cache') },
      },
    )
    child = started
    const from = output.length
    application.address = await new Promise<string>((resolve, reject) => {
      const take = (chunk: Buffer) => {
        output += chunk.toString()
        const found = /Kvartal is at (\S+)/.exec(output.slice(from))?.[1]
        if (found !== undefined) resolve(found)
      }
      started.stdout.on('data', take)
      started.stderr.on('data', take)
      started.once('exit', (code) => reject(new Error(`The web host ended with ${code}:\n${output}`)))
    })
  }

  async function end(signal: NodeJS.Signals) {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill(signal)
    await gone
  }

  await start()
  return application
}

/** One command of the command line on this profile. A refusal rejects with what stood on standard error. */
export function kvartal(
  profileDir: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(root, 'src-main/cli/kvartal.mjs'), '--profile', profileDir, ...words],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      },
    )
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    child.once('close', (code) => {
      if (code === 0) resolve(out.length === 0 ? undefined : JSON.parse(out.join('')))
      else reject(new Error(err.join('')))
    })
  })
}
