/** The link to the centre, as the status bar has it. */
import type { Verb, VerbContext } from '../verb.ts'

export const syncVerbs: Verb[] = [
  {
    name: 'sync status',
    usage: '',
    about: 'Connection, age of the data, pending and refused commands',
    run: async (context) => (await context.signedIn()).api.engine.status({}),
  },
  {
    name: 'sync now',
    usage: '',
    about: 'Sends what waits and fetches what is new',
    run: async (context) => (await context.signedIn()).api.engine.syncNow({}, { onProgress: context.progress }),
  },
  {
    name: 'sync offline',
    usage: '',
    about: 'Works without the centre until told otherwise',
    run: (context) => hold(context, true),
  },
  { name: 'sync online', usage: '', about: 'Goes back to the centre', run: (context) => hold(context, false) },
  {
    name: 'sync reset',
    usage: '',
    about: 'Throws the cache away and copies it anew; the outbox stays',
    run: async (context) => (await context.signedIn()).api.engine.resetCache({}, { onProgress: context.progress }),
  },
]

async function hold(context: VerbContext, offline: boolean) {
  const connection = await context.signedIn()
  return connection.api.engine.holdOffline({ offline })
}
