import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/rpc/errors.ts'
import { parseAddress } from './server.ts'

const parse = (url: string) => parseAddress(url, (file) => `certificate of ${file}`)

describe('parseAddress', () => {
  it.each([
    [
      'postgresql://db.example/kvartal',
      { hosts: [{ host: 'db.example', port: 5432 }], database: 'kvartal', ssl: { rejectUnauthorized: true } },
    ],
    [
      'postgres://a:5433,b,[::1]:1/k',
      {
        hosts: [
          { host: 'a', port: 5433 },
          { host: 'b', port: 5432 },
          { host: '::1', port: 1 },
        ],
        database: 'k',
        ssl: { rejectUnauthorized: true },
      },
    ],
    ['postgresql://localhost/k', { hosts: [{ host: 'localhost', port: 5432 }], database: 'k', ssl: false }],
    [
      'postgresql://127.0.0.1,[::1]/%D0%BA',
      {
        hosts: [
          { host: '127.0.0.1', port: 5432 },
          { host: '::1', port: 5432 },
        ],
        database: 'к',
        ssl: false,
      },
    ],
    [
      'postgresql://localhost,db/k',
      {
        hosts: [
          { host: 'localhost', port: 5432 },
          { host: 'db', port: 5432 },
        ],
        database: 'k',
        ssl: { rejectUnauthorized: true },
      },
    ],
    [
      'postgresql://127.evil.example/k',
      { hosts: [{ host: '127.evil.example', port: 5432 }], database: 'k', ssl: { rejectUnauthorized: true } },
    ],
    [
      '  postgresql://db/k?sslmode=require  ',
      { hosts: [{ host: 'db', port: 5432 }], database: 'k', ssl: { rejectUnauthorized: false } },
    ],
    [
      'postgresql://db/k?sslrootcert=ca.pem',
      {
        hosts: [{ host: 'db', port: 5432 }],
        database: 'k',
        ssl: { rejectUnauthorized: true, ca: 'certificate of ca.pem' },
      },
    ],
    ['postgresql://%2Fvar%2Frun/k', { hosts: [{ host: '/var/run', port: 5432 }], database: 'k', ssl: false }],
  ])('reads %s', (url, address) => {
    expect(parse(url)).toEqual({ address, credentials: null })
  })

  it('reads who connects, with what a password may hold', () => {
    expect(parse('postgresql://anna:p%40ss%3A%2F%25@db/k').credentials).toEqual({ user: 'anna', password: 'p@ss:/%' })
  })

  it.each([
    '',
    'kvartal',
    'http://db/k',
    'postgresql://db',
    'postgresql:///k',
    'postgresql://db:0/k',
    'postgresql://db:65536/k',
    'postgresql://db:x/k',
    'postgresql://a,,b/k',
    'postgresql://%E0%A4%A/k',
    'postgresql://db/%',
    'postgresql://%:x@db/k',
    // A mistyped mode must not become one that checks nothing.
    'postgresql://db/k?sslmode=verify_full',
    'postgresql://db/k?sslmode=Verify-Full',
    'postgresql://db/k?sslmode=prefer',
    'postgresql://db/k?sslmode=',
  ])('refuses %j as not an address', (url) => {
    expect(() => parse(url)).toThrow(
      expect.objectContaining({ code: 'invalid', details: { reason: 'engine.bad-address' } }),
    )
  })

  it('reads back any host, port, database and password that were written into an address', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 })), { minLength: 1, maxLength: 4 }),
        text,
        text,
        text,
        (hosts, database, user, password) => {
          const list = hosts.map(([host, port]) => `${host}:${port}`).join(',')
          const { address, credentials } = parse(
            `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${list}/${encodeURIComponent(database)}`,
          )
          expect(address).toMatchObject({
            hosts: hosts.map(([host, port]) => ({ host, port })),
            database,
            ssl: { rejectUnauthorized: true },
          })
          expect(credentials).toEqual({ user, password })
        },
      ),
    )
  })

  it('never throws anything but its own refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `postgresql://${rest}`),
          fc.webUrl({ withQueryParameters: true }).map((url) => url.replace(/^\w+/, 'postgresql')),
        ),
        (url) => {
          try {
            parse(url)
          } catch (error) {
            expect(error).toBeInstanceOf(AppError)
          }
        },
      ),
    )
  })
})
