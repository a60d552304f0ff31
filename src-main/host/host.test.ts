import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { locate, safeName, takeIn } from '#main/engine/files.ts'
import { aesStore, keyFile } from './key-file.ts'
import { pageFile } from './page.ts'
import { profileFolder } from './profile.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kvartal-host-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('the key file', () => {
  test('what one opening encrypts the next decrypts', () => {
    const secret = keyFile(folder).encrypt(Buffer.from('4510 123456'))
    expect(keyFile(folder).decrypt(secret).toString()).toBe('4510 123456')
    expect(secret.includes('4510')).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('is closed to other users', () => {
    keyFile(folder)
    expect(statSync(path.join(folder, 'workstation.key')).mode & 0o777).toBe(0o600)
  })

  test('a changed byte and another key are noticed', () => {
    const secret = aesStore(Buffer.alloc(32, 1)).encrypt(Buffer.from('x'))
    expect(() => aesStore(Buffer.alloc(32, 2)).decrypt(secret)).toThrow()
    secret[secret.length - 1] = (secret.at(-1) ?? 0) ^ 1
    expect(() => aesStore(Buffer.alloc(32, 1)).decrypt(secret)).toThrow()
  })

  test('a damaged one is refused, not replaced', () => {
    writeFileSync(path.join(folder, 'workstation.key'), 'short')
    expect(() => keyFile(folder)).toThrow(/damaged/)
  })
})

describe('files of the profile', () => {
  test('a file that grows past the limit leaves nothing behind', async () => {
    const content = Readable.from([Buffer.alloc(600), Buffer.alloc(600)])
    await expect(takeIn(folder, 'big.xlsx', content, 1000)).rejects.toMatchObject({ code: 'invalid' })
    expect(readdirSync(path.join(folder, 'files/in'))).toEqual([])
  })

  test('two files of one name stay apart', async () => {
    const [first, second] = [
      await takeIn(folder, 'a.csv', Readable.from(['1'])),
      await takeIn(folder, 'a.csv', Readable.from(['2'])),
    ]
    expect(first.file).not.toBe(second.file)
    expect(locate(folder, first.file)).toMatch(/a\.csv$/)
  })

  test.each(['../x', '/etc/passwd', 'a/../../x', 'C:\\x', '', '.', 'a\0b'])('%j is nowhere', (file) => {
    mkdirSync(path.join(folder, 'files'))
    expect(() => locate(folder, file)).toThrow('There is no such file')
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\прайс.xlsx', 'прайс.xlsx'],
    ['a\nb:c?.pdf', 'a_b_c_.pdf'],
    ['...', 'file'],
    ['.hidden', 'hidden'],
    [`${'д'.repeat(300)}.docx`, `${'д'.repeat(115)}.docx`],
  ])('%j is kept as %j', (given, kept) => expect(safeName(given)).toBe(kept))
})

test('hashed files may be kept by the browser, the page may not', () => {
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '')
  writeFileSync(path.join(folder, 'assets/app.js'), '')
  expect([
    pageFile(folder, '/')?.cache,
    pageFile(folder, '/assets/app.js')?.cache,
    pageFile(folder, '/app.js'),
  ]).toEqual(['no-cache', 'public, max-age=31536000, immutable', undefined])
})

test('the profile is where it is told to be, else where the system keeps such things', () => {
  const home = path.resolve('/home/olga')
  expect(profileFolder('/p', { KVARTAL_PROFILE: '/q' }, 'linux', home)).toBe(path.resolve('/p'))
  expect(profileFolder(undefined, { KVARTAL_PROFILE: '/q' }, 'linux', home)).toBe(path.resolve('/q'))
  expect(profileFolder(undefined, {}, 'linux', home)).toBe(path.join(home, '.local/share/kvartal/profile'))
  expect(profileFolder(undefined, {}, 'darwin', home)).toBe(
    path.join(home, 'Library/Application Support/Kvartal/profile'),
  )
})
