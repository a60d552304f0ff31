import { expect, test } from 'vitest'
import { isInside, isOwnFrame, isPermitted, isSafeOutside } from './addresses.ts'
import { restartDelay } from './restarts.ts'
import { fitState } from './window-state.ts'
import { fill, wordsFor } from './words.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }

test('a window returns to where it was, on a second screen too', () => {
  const state = { x: 2000, y: 50, width: 1200, height: 800, isMaximized: false }
  expect(fitState(state, [screen, { x: 1920, y: 0, width: 1920, height: 1080 }])).toEqual(state)
})

test.each([
  ['its screen is gone', { x: 2000, y: 50 }],
  ['only a sliver is left of it', { x: 1900, y: 50 }],
  ['its title is above the screen', { x: 100, y: -200 }],
])('a window comes back to the middle when %s', (_why, place) => {
  const state = { ...place, width: 1200, height: 800, isMaximized: true }
  expect(fitState(state, [screen])).toEqual({ x: 240, y: 70, width: 1440, height: 900, isMaximized: true })
})

test('a first window fits a small screen', () => {
  expect(fitState(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }])).toEqual({
    x: 0,
    y: 0,
    width: 1280,
    height: 720,
    isMaximized: false,
  })
})

test('a crashed engine is started at once, then more slowly, and after four crashes in five minutes a person decides', () => {
  const crashes: number[] = []
  const delays = [0, 1, 2, 3, 4].map((second) => {
    const delay = restartDelay(crashes, second * 1000)
    crashes.push(second * 1000)
    return delay
  })
  expect(delays).toEqual([0, 1000, 3000, 10_000, undefined])
  expect(restartDelay(crashes, 10 * 60_000)).toBe(0)
})

test('the page stays at its own origin', () => {
  const inside = ['app://kvartal/', 'app://kvartal/index.html#/x']
  const outside = ['app://kvartal.evil/', 'https://kvartal/', 'file:///etc/passwd', 'app://kvartal', 'nonsense']
  expect([...inside, ...outside].filter((url) => isInside(url, 'app://kvartal'))).toEqual(inside)
})

test('the page may copy text to the clipboard and is given no device and nothing else, nor is anybody in its place', () => {
  const ours = 'app://kvartal'
  const asked = [
    'clipboard-sanitized-write',
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'usb',
    'fileSystem',
    'unknown',
  ]
  expect(asked.filter((permission) => isPermitted(permission, 'app://kvartal/index.html', ours))).toEqual([
    'clipboard-sanitized-write',
  ])
  for (const url of ['app://kvartal', 'app://kvartal/'])
    expect(isPermitted('clipboard-sanitized-write', url, ours)).toBe(true)
  for (const url of ['https://kvartal/', 'app://kvartal.evil/', 'null', ''])
    expect(isPermitted('clipboard-sanitized-write', url, ours), url).toBe(false)
})

test('a frame shows what the page made, never somebody else’s page', () => {
  const [own, strange] = [
    [
      'about:blank',
      'blob:app://kvartal/7c1f',
      'app://kvartal/index.html',
      'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/index.html',
    ],
    [
      'https://a.ru',
      'blob:https://a.ru/7c1f',
      'file:///etc/passwd',
      'data:text/html,x',
      'chrome-extension://abc/index.html',
    ],
  ]
  expect([...own, ...strange].filter((url) => isOwnFrame(url, 'app://kvartal'))).toEqual(own)
})

test('only web pages, letters and telephone numbers are handed to the system', () => {
  const urls = [
    'https://a.ru',
    'mailto:a@b.ru',
    'tel:+79161234567',
    'http://a.ru',
    'file:///x',
    'smb://x',
    'javascript:1',
    'ms-x:y',
  ]
  expect(urls.filter(isSafeOutside)).toEqual(urls.slice(0, 3))
})

test('the shell speaks the language of the system and says everything in both', () => {
  expect(wordsFor(['ru-RU']).quit).toBe('Выйти')
  expect(wordsFor(['de']).quit).toBe('Quit')
  expect(Object.keys(wordsFor(['ru']))).toEqual(Object.keys(wordsFor(['en'])))
  expect(fill(wordsFor(['en']).updateReady, { version: '1.2.3' })).toBe('Version 1.2.3 is ready')
})
