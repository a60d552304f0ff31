/** A key store without an operating system's help: one random key in a file that only this user may read. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { KeyStore } from '#main/engine/cipher.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The key is made on first use. A file of the wrong size is refused: overwriting it would lose what it locks. */
export function keyFile(profileDir: string, name = 'workstation.key'): KeyStore {
  const file = path.join(profileDir, name)
  const key = existsSync(file) ? readFileSync(file) : makeKey(file)
  if (key.length !== KEY_BYTES) throw new Error(`The key file ${file} is damaged: restore it from a backup`)
  return aesStore(key)
}

/** AES-256-GCM: nonce, tag, text. A changed byte makes `decrypt` throw. */
export function aesStore(key: Buffer): KeyStore {
  return {
    encrypt(plain) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text])
    },
    decrypt(secret) {
      const decipher = createDecipheriv('aes-256-gcm', key, secret.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAuthTag(secret.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(secret.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    },
  }
}

function makeKey(file: string): Buffer {
  const key = randomBytes(KEY_BYTES)
  writeFileSync(file, key, { mode: 0o600, flag: 'wx', flush: true })
  // The mode above is subject to the umask; this is not.
  chmodSync(file, 0o600)
  return key
}
