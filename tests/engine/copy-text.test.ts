import fc from 'fast-check'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { afterAll, expect, it } from 'vitest'
import { parseCopyText } from '#main/engine/replication/first-sync.ts'
import { testCluster } from '../support/central.ts'
import { seedOf } from '../support/random.ts'

afterAll(async () => (await testCluster()).stop())

it('R5: whatever a text column holds, COPY and parseCopyText give it back', async () => {
  const { port } = await testCluster()
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'postgres',
    database: 'postgres',
  })
  await client.connect()
  const controls = Array.from({ length: 0x1f }, (_, code) => String.fromCharCode(code + 1))
  const nasty = [
    ...controls,
    '\u007f',
    '\\',
    '\\N',
    '\\.',
    '\\n',
    '\\\\N',
    '',
    'NULL',
    '\t',
    '\r\n',
    '\u2028',
    '\ufeff',
    '😀',
    'ё',
    '"',
    "'",
    ...controls.map((char) => `\\${char}`),
  ]
  const random = fc.sample(
    fc.string({
      unit: fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
      maxLength: 20,
    }),
    { numRuns: 2_000, seed: seedOf(1) },
  )
  const texts: (string | null)[] = [
    null,
    ...nasty,
    nasty.join(''),
    ...random.map((text) => text.replaceAll('\0', '').toWellFormed()),
  ]
  try {
    await client.query('create temp table nasty (id integer, first text, second text)')
    await client.query(
      'insert into nasty select i, t, reverse(t) from unnest($1::text[]) with ordinality as u (t, i)',
      [texts],
    )
    let copied = ''
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    for await (const chunk of client.query(copyTo('copy (select id, first, second from nasty order by id) to stdout')))
      copied += decoder.decode(chunk as Uint8Array, { stream: true })
    const fields = parseCopyText(copied.slice(0, -1))
    const { rows } = await client.query<(string | null)[]>({
      text: 'select id::text, first, second from nasty order by nasty.id',
      rowMode: 'array',
    })
    expect(fields).toEqual(rows.flat())
  } finally {
    await client.end()
  }
})
