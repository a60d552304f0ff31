import { expect, test } from 'vitest'
import { opener } from './open-browser.ts'

const address = 'http://127.0.0.1:8190/?token=a&b=1'

test('each system has its own way to open an address', () => {
  expect(opener(address, 'darwin', {})).toEqual(['open', [address]])
  expect(opener(address, 'linux', { DISPLAY: ':0' })).toEqual(['xdg-open', [address]])
  expect(opener(address, 'win32', {})).toEqual([
    'cmd.exe',
    ['/c', 'start', '""', 'http://127.0.0.1:8190/?token=a^&b=1'],
  ])
})

test('a machine without a screen opens nothing', () => {
  expect(opener(address, 'linux', {})).toBeUndefined()
})
