/** Plans that somebody has looked at are there without the link, for as long as they may see them. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import type { Module } from '#main/engine/define.ts'
import { keptFiles } from '#main/engine/kept-files.ts'
import { files } from '#main/modules/files/index.ts'
import { inventory } from '#main/modules/inventory/index.ts'
import { CENTRES } from '#tests/support/central.ts'
import { deskHouse, type DeskHouse, type TestDesk } from '#tests/support/desks.ts'

const modules = { files: files as unknown as Module, inventory: inventory as unknown as Module }
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const pictureOf = (text: string) => Buffer.concat([SIGNATURE, deflateSync(Buffer.from(text))])
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const [own, ofFloor, unseen] = ['a plan of two rooms', 'a floor', 'never looked at'].map(pictureOf) as [
  Buffer,
  Buffer,
  Buffer,
]

for (const kind of CENTRES) {
  describe(`plans without the link on ${kind}`, () => {
    let house: DeskHouse
    let anna: TestDesk
    const unit = newId()
    const picture = (bytes: Buffer) =>
      anna.call<{ mime: string; content: string }>('files.picture', { sha256: hashOf(bytes) })
    const shown = async (bytes: Buffer) => Buffer.from((await picture(bytes)).content, 'base64').equals(bytes)
    const needsLink = { code: 'offline', details: { reason: 'engine.needs-link' } }

    beforeAll(async () => {
      house = await deskHouse(kind, modules)
      const { sql } = house.centre
      const [complex, building, section] = [newId(), newId(), newId()]
      const author = await house.centre.addUser('author', ['administrator'], house.companyId)
      for (const bytes of [own, ofFloor, unseen])
        await sql(
          'insert into app.file (id, sha256, mime, size, content, created_by_id) values ($1, $2, $3, $4, $5, $6)',
          [newId(), hashOf(bytes), 'image/png', bytes.length, bytes.toString('base64'), author.id],
        )
      await sql("insert into app.complex (id, name, region, city) values ($1, 'Север', 'Москва', 'Москва')", [complex])
      await sql("insert into app.building (id, complex_id, name, stage) values ($1, $2, '1', 'frame')", [
        building,
        complex,
      ])
      await sql("insert into app.section (id, building_id, name) values ($1, $2, '1')", [section, building])
      for (const [floor, bytes] of [
        [1, ofFloor],
        [2, unseen],
      ] as const)
        await sql('insert into app.floor (id, section_id, floor, plan_picture) values ($1, $2, $3, $4)', [
          newId(),
          section,
          floor,
          hashOf(bytes),
        ])
      await sql(
        "insert into app.unit (id, section_id, kind, number, floor, riser, area_cm2, plan_picture) values ($1, $2, 'flat', '1', 1, 1, 400000, $3)",
        [unit, section, hashOf(own)],
      )
      anna = await house.open('anna', ['sales'])
    })
    afterAll(() => house.close())

    test('what was looked at is shown, after a restart too; what was not needs the link', async () => {
      expect(await shown(own)).toBe(true)
      expect(await shown(ofFloor)).toBe(true)
      anna.cut()
      expect(await shown(own)).toBe(true)
      await anna.restart()
      expect(await shown(ofFloor)).toBe(true)
      await expect(picture(unseen)).rejects.toMatchObject(needsLink)
      await anna.join()
      expect(await shown(unseen)).toBe(true)
    })

    test('a kept file that is not what its name says is thrown away and fetched again', async () => {
      const file = join(anna.dir, 'pictures', hashOf(own))
      writeFileSync(file, pictureOf('somebody else’s plan'))
      anna.cut()
      await expect(picture(own)).rejects.toMatchObject(needsLink)
      expect(existsSync(file)).toBe(false)
      await anna.join()
      expect(await shown(own)).toBe(true)
    })

    test('what a person may not see any more is not shown from the disk either', async () => {
      await house.centre.sql('update app.unit set plan_picture = null where id = $1', [unit])
      await anna.desk.syncNow()
      expect(existsSync(join(anna.dir, 'pictures', hashOf(own)))).toBe(true)
      await expect(picture(own)).rejects.toMatchObject({ code: 'not-found' })
      anna.cut()
      await expect(picture(own)).rejects.toMatchObject(needsLink)
      await anna.join()
    })

    test('a blocked person’s pictures are wiped with their cache', async () => {
      expect(readdirSync(join(anna.dir, 'pictures')).length).toBeGreaterThan(0)
      await house.centre.sql('update app.app_user set blocked_at = now() where id = $1', [anna.user.id])
      await anna.desk.syncNow()
      await vi.waitFor(() => expect(existsSync(join(anna.dir, 'cache.db'))).toBe(false), { timeout: 20_000 })
      expect(existsSync(join(anna.dir, 'pictures'))).toBe(false)
    })
  })
}

test('beyond the limit the longest unseen pictures make room', async () => {
  const house = await deskHouse('pglite')
  const desk = await house.open('anna', [])
  const [a, b, c] = ['a', 'b', 'c'].map((text) => Buffer.from(text.repeat(400))) as [Buffer, Buffer, Buffer]
  const kept = keptFiles(desk.dir, 1000)
  const look = (bytes: Buffer) => kept.read(hashOf(bytes)) !== undefined
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    kept.keep(hashOf(a), a)
    kept.keep(hashOf(b), b)
    vi.setSystemTime(Date.now() + 60_000)
    expect(look(a)).toBe(true)
    vi.setSystemTime(Date.now() + 60_000)
    kept.keep(hashOf(c), c)
    expect([a, b, c].map(look)).toEqual([true, false, true])
  } finally {
    vi.useRealTimers()
    await house.close()
  }
})
