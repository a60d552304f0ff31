/** Short secrets of this workstation that the page asks a host to keep, encrypted by the key store. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#shared/rpc/errors.ts'
import type { KeyStore } from '#main/engine/cipher.ts'

export interface Secrets {
  keep(name: string, value: string | null): void
  read(name: string): string | null
}

const LONGEST = 4096

export function openSecrets(profileDir: string, keyStore: KeyStore): Secrets {
  const folder = path.join(profileDir, 'secrets')
  function fileOf(name: string): string {
    if (!/^[a-z][a-z0-9-]{0,60}$/.test(name)) throw new AppError('invalid', `Not a name of a secret: ${name}`)
    return path.join(folder, name)
  }
  return {
    keep(name, value) {
      const file = fileOf(name)
      if (value === null) return rmSync(file, { force: true })
      if (value.length > LONGEST) throw new AppError('invalid', 'The secret is too long')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(file, keyStore.encrypt(Buffer.from(value)), { mode: 0o600 })
    },
    read(name) {
      const file = fileOf(name)
      return existsSync(file) ? keyStore.decrypt(readFileSync(file)).toString() : null
    },
  }
}
