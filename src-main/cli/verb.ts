/** What a verb of the command line is. */
import type { Progress } from '#shared/rpc/client.ts'
import type { VerbShape, Values } from './arguments.ts'
import type { CliConnection } from './session.ts'

export interface VerbContext {
  words: readonly string[]
  values: Values
  profileDir: string
  env: Readonly<Record<string, string | undefined>>
  /** Aborted by Ctrl+C. */
  signal: AbortSignal
  /** One JSON value on a line of its own, for verbs that go on. */
  print(value: unknown): void
  progress(progress: Progress): void
  /** An engine with nobody signed in; closed when the verb is over. */
  engine(): Promise<CliConnection>
  /** The same, signed in as `--as` with KVARTAL_PASSWORD, or as an embedded profile's first administrator. */
  signedIn(): Promise<CliConnection>
}

export interface Verb extends VerbShape {
  /** One line for the help. */
  about: string
  /** What it returns is printed as JSON; undefined prints nothing. */
  run(context: VerbContext): Promise<unknown>
}

export function text(context: VerbContext, name: string): string | undefined {
  const value = context.values[name]
  return typeof value === 'string' ? value : undefined
}
