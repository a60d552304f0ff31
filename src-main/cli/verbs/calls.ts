/** Any call of the application from a shell, and what there is to call. */
import { z } from 'zod'
import { app } from '#shared/modules/index.ts'
import { findCall, type Call } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { LiveRow } from '#shared/rpc/wire.ts'
import { parseJson } from '../arguments.ts'
import type { Verb, VerbContext } from '../verb.ts'

export const callVerbs: Verb[] = [
  {
    name: 'call',
    usage: "<module.name> ['<json>' | -]",
    about: 'Runs a query, command or action; - reads the arguments from standard input',
    words: [1, 2],
    options: { command: { type: 'string' } },
    async run(context) {
      const [name = '', given] = context.words
      const call = known(name)
      const args = parseJson(given === '-' ? await standardInput() : given)
      const connection = call.allow === 'public' ? await context.engine() : await context.signedIn()
      const command = context.values['command']
      return connection.call(name, args, {
        signal: context.signal,
        onProgress: context.progress,
        ...(typeof command === 'string' ? { command } : {}),
      })
    },
  },
  {
    name: 'list',
    usage: '[module]',
    about: 'The contract: every call with the JSON schema of its arguments and result',
    words: [0, 1],
    run: ({ words: [module] }) => Promise.resolve(describe(module)),
  },
  {
    name: 'watch',
    usage: "<module.query> ['<json>']",
    about: 'Row patches as JSON lines while the data changes, until interrupted',
    words: [1, 2],
    async run(context) {
      const [name = '', given] = context.words
      const call = known(name)
      if (call.kind !== 'query') throw new AppError('invalid', `${name} is no query: only queries can be watched`)
      const connection = call.allow === 'public' ? await context.engine() : await context.signedIn()
      return watch(context, connection, name, parseJson(given))
    },
  },
]

function known(name: string): Call {
  const call = findCall(app, name)
  if (!call) throw new AppError('not-found', `There is no call '${name}'. Try: kvartal list`)
  return call
}

function describe(only: string | undefined) {
  const modules = Object.entries(app).filter(([module]) => only === undefined || module === only)
  if (modules.length === 0)
    throw new AppError('not-found', `There is no module '${only}'`, { modules: Object.keys(app) })
  return Object.fromEntries(
    modules.flatMap(([module, contract]) =>
      Object.entries(contract as Record<string, Call>).map(([name, call]) => [`${module}.${name}`, facts(call)]),
    ),
  )
}

function facts(call: Call) {
  return {
    kind: call.kind,
    allow: call.allow,
    ...(call.kind === 'command' ? { offline: call.offline } : {}),
    ...(call.kind === 'query' ? { reads: call.reads } : {}),
    args: z.toJSONSchema(call.args, { io: 'input', unrepresentable: 'any' }),
    result: z.toJSONSchema(call.result, { unrepresentable: 'any' }),
  }
}

function watch(
  context: VerbContext,
  connection: Awaited<ReturnType<VerbContext['engine']>>,
  name: string,
  args: unknown,
) {
  return new Promise<void>((resolve, reject) => {
    const stop = connection.live(name, args, {
      onPatch: ({ put, gone, order }) => context.print({ put: put as LiveRow[], gone, ...(order ? { order } : {}) }),
      onValue: (value) => context.print({ value }),
      onError: reject,
    })
    context.signal.addEventListener('abort', () => {
      stop()
      resolve()
    })
  })
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
