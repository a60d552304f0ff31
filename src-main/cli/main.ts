/** `kvartal <verb>`: JSON on standard output, a JSON error on standard error, and an exit code that says which it was. */
import { AppError, toWireError } from '#shared/rpc/errors.ts'
import type { Progress } from '#shared/rpc/client.ts'
import { profileFolder } from '#main/host/profile.ts'
import { progressLine } from '#main/host/progress-line.ts'
import { COMMON, parseLine } from './arguments.ts'
import { openDesk, signIn, type CliConnection, type Desk } from './session.ts'
import { verbs } from './verbs.ts'
import type { VerbContext } from './verb.ts'

process.exitCode = await main(process.argv.slice(2))
// Everything is closed and printed: a socket that is slow to say goodbye is not waited for.
setTimeout(() => process.exit(), 1_000).unref()

async function main(argv: readonly string[]): Promise<number> {
  const opened: { desk?: Promise<Desk>; actor?: Promise<unknown> } = {}
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())
  process.once('SIGTERM', () => interrupt.abort())
  try {
    const parsed = parseLine(verbs, argv)
    if (!parsed) {
      console.log(help())
      return 0
    }
    const { verb, words, values } = parsed
    const option = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
    const profileDir = profileFolder(option('profile'))

    async function engine(): Promise<CliConnection> {
      opened.desk ??= openDesk(profileDir)
      return (await opened.desk).connection
    }

    const context: VerbContext = {
      words,
      values,
      profileDir,
      env: process.env,
      signal: interrupt.signal,
      print: (value) => console.log(JSON.stringify(value)),
      progress: showProgress(values['progress'] === true),
      engine,
      async signedIn() {
        const connection = await engine()
        opened.actor ??= signIn(connection, { login: option('as'), password: process.env['KVARTAL_PASSWORD'] })
        await opened.actor
        return connection
      },
    }
    const result = await verb.run(context)
    if (result !== undefined) console.log(JSON.stringify(result, null, process.stdout.isTTY ? 2 : 0))
    return 0
  } catch (error) {
    return report(error)
  } finally {
    await opened.desk?.then((desk) => desk.close()).catch(report)
  }
}

function report(error: unknown): number {
  const bug = !(error instanceof AppError)
  console.error(JSON.stringify(toWireError(error)))
  // A bug shows where it happened; a refusal is told in its message.
  if (bug && process.env['KVARTAL_DEBUG']) console.error(error)
  return bug ? 70 : 1
}

/** On a terminal a line that writes over itself; asked for with --progress, JSON lines on standard error; else nothing. */
function showProgress(isAsked: boolean): (progress: Progress) => void {
  if (isAsked) return (progress) => console.error(JSON.stringify({ progress }))
  return process.stderr.isTTY ? progressLine(process.stderr) : () => undefined
}

function help(): string {
  const lines = verbs.map(({ name, usage, about }) => `  ${`${name} ${usage}`.trimEnd()}\n      ${about}`)
  const common = Object.keys(COMMON).map((name) => `--${name}`)
  return [
    'kvartal <verb> …   (npm run -s kvartal -- <verb> …)',
    '',
    ...lines,
    '',
    `Everywhere: ${common.join(' ')}. The profile: --profile DIR or KVARTAL_PROFILE. The user: --as LOGIN and KVARTAL_PASSWORD.`,
  ].join('\n')
}
