/** Backup and restore of a profile with an embedded centre. A server is backed up with PostgreSQL's own tools. */
import path from 'node:path'
import { backupProfile, restoreProfile } from '#main/engine/backup.ts'
import { backupRunning } from '#main/host/local-socket.ts'
import { openProfile } from '#main/host/open-profile.ts'
import { makeProfileFolder } from '#main/host/profile.ts'
import type { Verb } from '../verb.ts'

export const backupVerbs: Verb[] = [
  {
    name: 'backup',
    usage: 'FILE',
    about: "Writes the embedded centre and everybody's outbox to one file; works while the program runs",
    words: [1, 1],
    async run({ words: [file = ''], profileDir }) {
      const target = path.resolve(file)
      const running = await backupRunning(profileDir, target)
      if (running !== undefined) return running
      const profile = await openProfile({ profileDir })
      try {
        return await backupProfile(profileDir, await profile.engine.embedded(), target)
      } finally {
        await profile.close()
      }
    },
  },
  {
    name: 'restore',
    usage: 'FILE',
    about:
      'Puts a backup in place of the embedded centre; what was there is set aside. The program must not be running',
    words: [1, 1],
    run: ({ words: [file = ''], profileDir }) =>
      restoreProfile(makeProfileFolder(profileDir), path.resolve(file), new Date()),
  },
]
