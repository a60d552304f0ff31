import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { files as contract } from '#shared/modules/files/contract.ts'
import { LARGEST_PICTURE } from '#shared/modules/files/model.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import type { ActionContext } from '#main/engine/define.ts'
import { CENTRES } from '#tests/support/central.ts'
import { inventoryWorld, type Person, type World } from '#tests/support/inventory.ts'
import { get, picture, preview, put } from './actions.ts'
import { store, sweep } from './commands.ts'

const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const PNG = Buffer.concat([SIGNATURE, deflateSync(Buffer.from('a plan of two rooms'))])

for (const kind of CENTRES) {
  describe(`files on ${kind}`, () => {
    let world: World
    let folder: string
    beforeAll(async () => {
      world = await inventoryWorld(kind)
      folder = mkdtempSync(path.join(tmpdir(), 'kvartal-files-'))
    })
    afterAll(async () => {
      await world.close()
      rmSync(folder, { recursive: true })
    })

    const contextOf = (who: Person): ActionContext => ({
      actor: who.actor,
      now: toInstant(Date.now()),
      signal: new AbortController().signal,
      progress: () => undefined,
      call: (name, args) => {
        expect(name).toBe('files.store')
        return keep(who, args)
      },
      get cache(): never {
        throw new Error('Bytes are at the centre')
      },
      atCentre: (read) => who.central.transaction({}, ({ db }) => read(db)),
      kept: { read: () => undefined, keep: () => undefined },
      newFile: (name) => ({ path: path.join(folder, name), ref: { file: name, name, mime: 'image/png' } }),
      pathOf: ({ file }) => path.join(folder, file),
    })
    const keep = (who: Person, args: unknown) =>
      who.central
        .transaction({}, ({ db }) =>
          store(db, contract.store.args.parse(args), {
            place: 'central',
            actor: who.actor,
            issuedAt: toInstant(Date.now()),
            commandId: newId(),
          }),
        )
        .catch((error: unknown) => Promise.reject(toRefusal(error)))
    const bring = (who: Person, name: string, content: Buffer | string, use: 'picture' | 'document' = 'picture') => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(path.join(folder, name), content)
      return put({ file: { file: name, name, mime: 'text/plain' }, use }, contextOf(who))
    }

    it('are kept once for their content, whatever they are called', async () => {
      const { manager, analyst } = world.people
      const first = await bring(manager, 'план.png', PNG)
      const second = await bring(analyst, 'копия.png', PNG)
      expect(first).toMatchObject({ name: 'план.png', mime: 'image/png', size: PNG.length })
      expect(second.sha256).toBe(first.sha256)
      expect(await world.centre.sql('select from app.file')).toHaveLength(1)
    })

    it('are seen by their author, then by whoever sees a unit that refers to them', async () => {
      const { manager, sales, agent1 } = world.people
      const { sha256 } = await bring(manager, 'план.png', PNG)
      await expect(picture({ sha256 }, contextOf(sales))).rejects.toEqual(refusal('files.no-file'))
      const plan = { unitIds: [world.units[0] ?? ''], sha256 }
      const unknown = { ...plan, sha256: '0'.repeat(64) }
      await expect(world.run(manager, 'setPlanPicture', unknown)).rejects.toEqual(refusal('inventory.no-picture'))
      await expect(world.run(sales, 'setPlanPicture', plan)).rejects.toEqual(refusal('inventory.no-picture'))
      expect(await world.run(manager, 'setPlanPicture', plan)).toEqual({ count: 1 })
      const shown = await picture({ sha256 }, contextOf(sales))
      expect(Buffer.from(shown.content, 'base64').equals(PNG)).toBe(true)
      await expect(picture({ sha256 }, contextOf(agent1))).rejects.toEqual(refusal('files.no-file'))
      await world.run(manager, 'grant', {
        companyId: world.agencies[0],
        items: [{ grantId: newId(), kind: 'unit', id: world.units[0] ?? '' }],
        terms: { has_price: true, has_booking: false, max_hold_days: null },
      })
      expect((await picture({ sha256 }, contextOf(agent1))).mime).toBe('image/png')
    })

    it('are copied out as they came in', async () => {
      const { sha256 } = await bring(world.people.manager, 'план.png', PNG)
      const ref = await get({ sha256, name: 'обратно.png' }, contextOf(world.people.manager))
      expect(readFileSync(path.join(folder, ref.file)).equals(PNG)).toBe(true)
    })

    it('are shown in place when they are pictures or PDFs by their content, and only to whoever sees them', async () => {
      const { manager, sales } = world.people
      const look = async (name: string, content: Buffer | string) =>
        preview({ sha256: (await bring(manager, name, content, 'document')).sha256 }, contextOf(manager))
      expect((await look('план.png', PNG)).mime).toBe('image/png')
      expect((await look('скан.txt', '%PDF-1.7 scan')).mime).toBe('application/pdf')
      await expect(look('письмо.pdf', '<html><script>1</script>')).rejects.toEqual(refusal('files.no-preview'))
      const { sha256 } = await bring(manager, 'скан.pdf', '%PDF-1.7 not attached', 'document')
      await expect(preview({ sha256 }, contextOf(sales))).rejects.toEqual(refusal('files.no-file'))
    })

    it('refuse what is no picture, too big, empty, a program, or not this user’s to bring', async () => {
      const { manager, agent1, sales } = world.people
      await expect(bring(manager, 'plan.png', 'a text that says png')).rejects.toEqual(refusal('files.not-a-picture'))
      const huge = Buffer.concat([PNG, Buffer.alloc(LARGEST_PICTURE)])
      await expect(bring(manager, 'huge.png', huge)).rejects.toEqual(refusal('files.too-large'))
      await expect(bring(manager, 'empty.png', '')).rejects.toEqual(refusal('files.empty'))
      await expect(bring(manager, 'скан.pdf', 'MZ\u0090', 'document')).rejects.toEqual(refusal('files.program'))
      expect(await bring(sales, 'договор.pdf', '%PDF-1.7 …', 'document')).toMatchObject({ mime: 'application/pdf' })
      expect(await bring(agent1, 'скан.pdf', '%PDF-1.7 agency', 'document')).toMatchObject({ mime: 'application/pdf' })
      await world.centre.sql("delete from app.user_role where role = 'agency' and user_id = $1", [agent1.id])
      await expect(bring(agent1, 'скан2.pdf', '%PDF-1.7 more', 'document')).rejects.toMatchObject({ code: 'forbidden' })
    })

    it('cannot be put under another’s hash, changed or removed, by whatever SQL', async () => {
      const { manager } = world.people
      const { sha256 } = await bring(manager, 'план.png', PNG)
      const forged = { fileId: newId(), sha256: '0'.repeat(64), mime: 'image/png', content: PNG.toString('base64') }
      await expect(keep(manager, forged)).rejects.toMatchObject({ code: 'invalid' })
      const raw = (text: string) => manager.central.transaction({}, ({ run }) => run(text))
      await expect(raw(`update app.file set content = 'AAAA' where sha256 = '${sha256}'`)).rejects.toThrow(
        'permission denied',
      )
      await expect(raw('delete from app.file')).rejects.toThrow('permission denied')
    })

    it('are swept by a steward once nothing refers to them and their days are over, and read notices with them', async () => {
      const { manager, sales, steward } = world.people
      const administrator = await world.centre.addUser('root', ['administrator'], world.developer)
      const root = await world.centre.as(administrator)
      const bytes = (text: string) => Buffer.concat([SIGNATURE, deflateSync(Buffer.from(text))])
      const [used, unused, again, young] = await Promise.all(
        ['used', 'unused', 'again', 'young'].map((name) => bring(manager, `${name}.png`, bytes(name))),
      )
      await world.run(manager, 'setPlanPicture', { unitIds: [world.units[5] ?? ''], sha256: used!.sha256 })
      const age = (days: number) =>
        world.centre.sql('update app.file set created_at = now() - make_interval(days => $1) where sha256 <> $2', [
          days,
          young!.sha256,
        ])
      await world.centre.sql('delete from app.notice')
      await world.centre.sql(
        `insert into app.notice (user_id, kind, key, is_task, read_at, done_at)
         select $1::uuid, 'inventory.queueOffer', n.key, n.is_task, now() - make_interval(days => n.days), case when n.is_done then now() end
         from (values ('read', false, 91, false), ('fresh', false, 89, false), ('undone', true, 91, false), ('done', true, 91, true)) n (key, is_task, days, is_done)`,
        [sales.id],
      )
      await world.centre.sql(
        "insert into app.notice (user_id, kind, key, created_at) values ($1, 'inventory.queueOffer', 'unread', now() - interval '400 days')",
        [sales.id],
      )
      const swept = (who: Person) =>
        who.central
          .transaction({}, ({ db }) =>
            sweep(db, {}, { place: 'central', actor: who.actor, issuedAt: toInstant(Date.now()), commandId: newId() }),
          )
          .catch((error: unknown) => Promise.reject(toRefusal(error)))
      const left = async () => {
        const rows = await world.centre.sql<{ sha256: string }>('select sha256 from app.file')
        return [used, unused, again, young].map((one) => rows.some(({ sha256 }) => sha256 === one!.sha256))
      }
      await age(29)
      expect(await swept(steward)).toMatchObject({ files: 0 })
      await age(31)
      await bring(manager, 'again.png', bytes('again'))
      await expect(swept(sales)).rejects.toMatchObject({ code: 'forbidden' })
      await swept(steward)
      expect(await left()).toEqual([true, false, true, true])
      const keys = async () =>
        (await world.centre.sql<{ key: string }>('select key from app.notice order by key')).map(({ key }) => key)
      expect(await keys()).toEqual(['fresh', 'undone', 'unread'])
      expect(
        await world.centre.sql(
          "select due_at > now() + interval '23 hours' as is_tomorrow from sync.job where key = 'files.sweep'",
        ),
      ).toEqual([{ is_tomorrow: true }])

      const set = (central: typeof root, userId: string) =>
        central.transaction({}, ({ run }) =>
          run(`update app.retention set notice_days = 10, changed_at = now(), user_id = '${userId}'`),
        )
      await set(manager.central, manager.id)
      expect(await world.centre.sql('select notice_days from app.retention')).toEqual([{ notice_days: 90 }])
      await set(root, administrator.id)
      await swept(steward)
      expect(await keys()).toEqual(['undone', 'unread'])
      await root.close()
    })

    it('are known by every column that names a hash: one under another name would be swept', async () => {
      const rows = await world.centre.sql<{ place: string }>(
        `select c.relname || '.' || a.attname as place from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'app' and c.relkind = 'r' and a.attname ~ 'sha256|hash|picture' and not a.attisdropped order by 1`,
      )
      // A new place here: see that `app.files_referred_to` finds it. What was imported never comes into the store.
      expect(rows.map(({ place }) => place)).toEqual([
        'contract.docx_sha256',
        'contract.pdf_sha256',
        'deal_file.sha256',
        'file.sha256',
        'floor.plan_picture',
        'import_batch.file_hash',
        'print_job.sha256',
        'unit.plan_picture',
      ])
    })
  })
}
