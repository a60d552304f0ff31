import { expect, test } from 'vitest'
import { formatRoute, matchPath, parseRoute } from './route.ts'

test('an address is a path and parameters, and comes back as it went', () => {
  expect(parseRoute('#/units?complex=a%20b&rooms=2')).toEqual({ path: '/units', query: { complex: 'a b', rooms: '2' } })
  expect(parseRoute('')).toEqual({ path: '/', query: {} })
  expect(formatRoute('/units', { complex: 'a b', none: undefined, empty: '' })).toBe('/units?complex=a+b')
})

test('a pattern takes its parameters from the path', () => {
  expect(matchPath('/units/:id/card', '/units/%D0%B0/card')).toEqual({ id: 'а' })
  expect(matchPath('/units/:id', '/units')).toBeUndefined()
  expect(matchPath('/units', '/people')).toBeUndefined()
})
