import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { VAT_PACKS } from '#shared/kernel/law-ru.ts'
import { vatInside } from '#shared/kernel/money.ts'
import { compute, type Rule } from '#shared/kernel/rule-pack.ts'
import { RULE_PACKS } from '#shared/modules/ledger/rule-packs.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { CENTRES, freshCentre, type TestCentre, type TestUser } from '#tests/support/central.ts'
import { keepComputed, recomputeDocument } from './computed.ts'

type Inputs = { shippedOn: string; gross: number }
const vat: Rule<(typeof VAT_PACKS)[number]['params'], Inputs, { vat: number; gross: number }> = {
  id: 'vat',
  packs: VAT_PACKS,
  dateOf: ({ shippedOn }) => shippedOn,
  run: (params, { gross }) => ({ vat: vatInside(gross, params.standard), gross }),
}

for (const kind of CENTRES) {
  describe(`rule packs on ${kind}`, () => {
    let centre: TestCentre
    let boss: TestUser
    beforeAll(async () => {
      centre = await freshCentre(kind)
      boss = await centre.addUser('boss', ['manager'], await centre.addCompany('developer'))
    })
    afterAll(() => centre.close())

    it('are published as the code has them', async () => {
      const rows = await centre.sql<Record<string, unknown>>(
        'select code, act, edition, valid_from, valid_to, params_json from app.rule_pack',
      )
      const wanted = RULE_PACKS.map(({ pack }) => ({
        code: pack.id,
        act: pack.act,
        edition: pack.edition,
        valid_from: pack.validFrom,
        valid_to: pack.validTo,
        params_json: pack.params,
      }))
      expect(rows).toHaveLength(wanted.length)
      expect(rows).toEqual(expect.arrayContaining(wanted))
    })

    it('give an old document the same sum again after the law has changed, and show code that was changed', async () => {
      const central = await centre.as(boss)
      const document = { kind: 'invoice', id: newId() }
      const actor = { userId: boss.id } as Actor
      const context = { place: 'central', actor, issuedAt: toInstant(Date.now()), commandId: newId() } as const
      for (const shippedOn of ['2025-12-31', '2026-01-01'])
        await central.transaction({}, ({ db }) =>
          keepComputed(db, context, { id: newId(), document, computed: compute(vat, { shippedOn, gross: 1_220_000 }) }),
        )
      const again = await central.transaction({}, ({ db }) => recomputeDocument(db, vat, document))
      expect(again.map(({ stored, result, isSame }) => [stored.packId, result.vat, isSame]).toSorted()).toEqual([
        ['vat-2019', 203_333, true],
        ['vat-2026', 220_000, true],
      ])
      const broken = await central.transaction({}, ({ db }) =>
        recomputeDocument(db, { ...vat, run: () => ({ vat: 1, gross: 1 }) }, document),
      )
      expect(broken.map(({ isSame }) => isSame)).toEqual([false, false])
      await central.close()
    })

    it('are never edited, nor what was computed under them', async () => {
      for (const table of ['rule_pack', 'computed'])
        for (const statement of [
          `update app.${table} set id = id`,
          `delete from app.${table}`,
          `truncate app.${table} cascade`,
        ]) {
          await expect(centre.sql(statement), statement).rejects.toMatchObject({ hint: 'ledger.append-only' })
          const central = await centre.as(boss)
          await expect(central.rows(statement), statement).rejects.toMatchObject({ code: '42501' })
          await central.close()
        }
    })
  })
}
