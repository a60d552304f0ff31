/** Reads a command line against the table of verbs. Wrong words are refused with what would have been right. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { AppError } from '#shared/rpc/errors.ts'

export type Options = NonNullable<ParseArgsConfig['options']>
export type Values = Readonly<Record<string, string | boolean | undefined>>

export interface VerbShape {
  /** One word or two: `demo`, `central create`. */
  name: string
  /** What follows it, for the help: `<module.name> '<json>'`. */
  usage: string
  /** How many words may follow, at least and at most. */
  words?: readonly [number, number]
  options?: Options
}

export interface Parsed<V extends VerbShape> {
  verb: V
  words: string[]
  values: Values
}

export const COMMON: Options = {
  profile: { type: 'string' },
  as: { type: 'string' },
  progress: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

/** The verb and its arguments; undefined asks for the help. */
export function parseLine<V extends VerbShape>(verbs: readonly V[], argv: readonly string[]): Parsed<V> | undefined {
  const verb = findVerb(verbs, argv)
  if (!verb) {
    const [first] = wordsOf(argv)
    if (first === undefined) return undefined
    throw new AppError('invalid', `There is no verb '${first}'. Try --help`, { verbs: verbs.map(({ name }) => name) })
  }
  const { positionals, values } = read(verb, argv)
  if (values['help'] === true) return undefined
  const words = positionals.slice(verb.name.split(' ').length)
  const [least, most] = verb.words ?? [0, 0]
  if (words.length < least || words.length > most) {
    throw new AppError('invalid', `Usage: kvartal ${verb.name} ${verb.usage}`.trimEnd())
  }
  return { verb, words, values }
}

/** `{}` when left out. Refuses what is no JSON object, naming where the text goes wrong. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return {}
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new AppError(
      'invalid',
      `The arguments are not JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function findVerb<V extends VerbShape>(verbs: readonly V[], argv: readonly string[]): V | undefined {
  const words = wordsOf(argv)
  // The longer name first: `user roles` before a `user`.
  return [2, 1]
    .map((count) => words.slice(0, count).join(' '))
    .flatMap((name) => verbs.find((verb) => verb.name === name) ?? [])[0]
}

const wordsOf = (argv: readonly string[]) =>
  argv.filter((word, index) => !word.startsWith('-') && !takesValue(argv[index - 1]))

/** Common options may stand before the verb: `--profile DIR call …`. */
function takesValue(previous: string | undefined): boolean {
  return previous !== undefined && previous.startsWith('--') && COMMON[previous.slice(2)]?.type === 'string'
}

function read(verb: VerbShape, argv: readonly string[]): { positionals: string[]; values: Values } {
  try {
    const parsed = parseArgs({
      args: [...argv],
      options: { ...COMMON, ...verb.options },
      allowPositionals: true,
      strict: true,
    })
    return { positionals: parsed.positionals, values: parsed.values as Values }
  } catch (error) {
    throw new AppError('invalid', error instanceof Error ? error.message : String(error))
  }
}
