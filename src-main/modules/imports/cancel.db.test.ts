/** A check that was stopped half-way leaves the file open: it can be begun again, with other columns or the same. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import { actionContext, book } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'
import { imports } from './index.ts'

const ROWS = 3000
let world: World
beforeAll(async () => {
  world = await inventoryWorld('pglite')
}, 120_000)
afterAll(() => world.close())

it('a cancelled check is begun again on the same draft', { timeout: 60_000 }, async () => {
  const lines = Array.from({ length: ROWS }, (_, at) => ['Корпус 1', 'Секция 1', 1, `Н${at}`, 'Квартира', 1, 40])
  const file = await book([['Корпус', 'Секция', 'Этаж', 'Номер', 'Тип', 'Комнат', 'Площадь'], ...lines])
  const { context, close } = await actionContext(world, world.people.manager, file)
  const draftId = newId()
  const { bodies } = imports
  const look = await bodies.open(
    contract.open.args.parse({ draftId, file: { file: 'a', name: 'дом.xlsx', mime: '' }, kind: 'units' }),
    context,
  )
  const choice = {
    headerFrom: look.headerFrom,
    headerTo: look.headerTo,
    columns: look.columns.flatMap(({ column, field }) => (field === null ? [] : [{ column, field }])),
  }
  const args = contract.analyse.args.parse({ draftId, choice })

  const stop = new AbortController()
  const half = bodies.analyse(args, { ...context, signal: stop.signal, progress: () => stop.abort() })
  await expect(half).rejects.toMatchObject({ code: 'cancelled' })

  const summary = await bodies.analyse(args, context)
  expect(summary).toMatchObject({ rows: ROWS, counts: { insert: ROWS } })
  const { total } = await bodies.rows(contract.rows.args.parse({ draftId }), context)
  expect(total).toBe(ROWS)
  await bodies.close({ draftId }, context)
  close()
})
