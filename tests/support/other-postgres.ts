/** A server of another version in the place of the one from npm: `KVARTAL_TEST_PG_BIN=/usr/lib/postgresql/15/bin npm run test:db`. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Server {
  initialise(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

interface Options {
  bin: string
  databaseDir: string
  port: number
  password: string
  initdbFlags: string[]
  postgresFlags: string[]
}

/** PostgreSQL does not run as root: there, as the user that the packages of the system make. */
export function otherPostgres({ bin, databaseDir, port, password, initdbFlags, postgresFlags }: Options): Server {
  const account = process.getuid?.() === 0 ? accountOf('postgres') : undefined
  const running: { process?: ChildProcess } = {}
  process.once('exit', () => running.process?.kill('SIGKILL'))

  return Object.assign(running, {
    initialise() {
      mkdirSync(databaseDir, { recursive: true })
      const passwordFile = join(tmpdir(), `kvartal-pg-password-${port}`)
      writeFileSync(passwordFile, password)
      if (account) for (const path of [databaseDir, passwordFile]) chownSync(path, account.uid, account.gid)
      const flags = [
        `--pgdata=${databaseDir}`,
        '--auth=scram-sha-256',
        '--username=postgres',
        `--pwfile=${passwordFile}`,
      ]
      execFileSync(join(bin, 'initdb'), [...flags, ...initdbFlags], { ...account, stdio: 'ignore', env: ENGLISH })
      rmSync(passwordFile)
      return Promise.resolve()
    },
    start() {
      const flags = ['-D', databaseDir, '-p', String(port), '-c', 'unix_socket_directories=', ...postgresFlags]
      const server = spawn(join(bin, 'postgres'), flags, {
        ...account,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: ENGLISH,
      })
      running.process = server
      return new Promise<void>((resolve, reject) => {
        let said = ''
        server.stderr.on('data', (chunk: Buffer) => {
          said += chunk.toString()
          if (said.includes('ready to accept connections')) resolve()
        })
        server.once('exit', () => reject(new Error(`PostgreSQL does not start: ${said}`)))
      })
    },
    stop() {
      const server = running.process
      if (!server || server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
      return new Promise<void>((resolve) => {
        server.once('exit', () => resolve())
        server.kill('SIGINT')
      })
    },
  })
}

const ENGLISH = { ...process.env, LC_ALL: 'C' }

function accountOf(name: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`))
  if (line === undefined) throw new Error(`PostgreSQL needs the user ${name} where the tests run as root`)
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}
