/** Fills a new profile with demonstration data. */
import { SCALES, toScale } from '#main/host/fill-demo.ts'
import { started } from '../session.ts'
import { text, type Verb } from '../verb.ts'

export const demoVerbs: Verb[] = [
  {
    name: 'demo',
    usage: `--scale ${SCALES.join('|')}`,
    about: 'Fills a new profile with demonstration data and prints its users',
    options: { scale: { type: 'string' } },
    async run(context) {
      const scale = toScale(text(context, 'scale'))
      const connection = await context.engine()
      const { api } = connection
      await api.engine.startDemo({ scale }, { signal: context.signal, onProgress: context.progress })
      const { logins, demoPassword } = await started(connection)
      return { profile: context.profileDir, scale, password: demoPassword, users: logins }
    },
  },
]
