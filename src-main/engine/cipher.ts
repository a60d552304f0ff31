/** Seals secrets in the cache with a key of this desk; the key itself is sealed by the operating system's key store. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** What the host offers: Electron's safeStorage, or a protected key file elsewhere. */
export interface KeyStore {
  encrypt(plain: Buffer): Buffer
  decrypt(sealed: Buffer): Buffer
}

export interface Cipher {
  seal(text: string): string
  open(sealed: string): string
  isSealed(text: string): boolean
}

const MARK = '\u0001kv1:'

/** The cipher whose key is in `keyFile`, made when there is none. A key that the key store cannot open is replaced: the cache is rebuilt then. */
export function openCipher(keyFile: string, keyStore: KeyStore): Cipher {
  const key = readKey(keyFile, keyStore) ?? makeKey(keyFile, keyStore)
  return {
    seal(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return MARK + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(MARK.length), 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    isSealed: (text) => text.startsWith(MARK),
  }
}

function readKey(keyFile: string, keyStore: KeyStore): Buffer | undefined {
  if (!existsSync(keyFile)) return undefined
  try {
    const key = keyStore.decrypt(readFileSync(keyFile))
    return key.length === 32 ? key : undefined
  } catch {
    return undefined
  }
}

function makeKey(keyFile: string, keyStore: KeyStore): Buffer {
  const key = randomBytes(32)
  writeFileSync(keyFile, keyStore.encrypt(key), { mode: 0o600 })
  return key
}
