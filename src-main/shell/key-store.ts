/** The workstation's key under the system's key store: macOS Keychain, Windows DPAPI, libsecret or KWallet. */
import { safeStorage } from 'electron'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The key in base64, or null where the system has no key store worth the name: the engine then uses a protected key file.
 * A key that can no longer be opened (another user, a reinstalled system) is set aside: the cache is copied anew under a fresh one.
 */
export function workstationKey(profileDir: string): string | null {
  if (!isTrustworthy()) return null
  const file = path.join(profileDir, 'workstation.sealed')
  if (existsSync(file)) {
    try {
      return safeStorage.decryptString(readFileSync(file))
    } catch {
      renameSync(file, `${file}.lost-${Date.now()}`)
    }
  }
  const key = randomBytes(32).toString('base64')
  writeFileSync(file, safeStorage.encryptString(key), { mode: 0o600, flag: 'wx', flush: true })
  return key
}

/** On Linux without a key ring Electron "encrypts" with a password that everybody knows. */
function isTrustworthy(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}
