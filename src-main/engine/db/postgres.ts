/** Kysely and the value codec over one PostgreSQL connection. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from '../define.ts'

const INT8 = 20
const DATE = 1082
const TIMESTAMPTZ = 1184
const NUMERIC = 1700

/** bigint and numeric as numbers (minor units stay below 2^53), dates as text, instants as ISO text. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text'): ((text: string) => unknown) => {
    if (oid === INT8 || oid === NUMERIC) return Number
    if (oid === DATE) return (text: string) => text
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).toISOString()
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** A Kysely whose every statement runs on `client`, inside whatever transaction is open there. */
export function kyselyOn(client: pg.ClientBase): Db {
  const connection = { query: client.query.bind(client), release: () => undefined }
  return new Kysely({
    dialect: new PostgresDialect({
      pool: { options: {}, connect: () => Promise.resolve(connection as never), end: () => Promise.resolve() },
    }),
  })
}
