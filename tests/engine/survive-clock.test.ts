/** The workstation's clock is wrong or jumps: what counts is the centre's (SPEC C1, J1). */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY_MS, fromInstant } from '#shared/kernel/instant.ts'
import { newId } from '#shared/kernel/id.ts'
import { testCluster } from '../support/central.ts'
import { deskHouse, type DeskHouse, type TestDesk } from '../support/desks.ts'

let house: DeskHouse
beforeEach(async () => (house = await deskHouse('postgres')))
afterEach(() => house.close())
afterAll(async () => (await testCluster()).stop())

/** How far the time that the centre holds for a note is from the centre's own, in seconds. */
async function errorOf(desk: TestDesk, write: () => Promise<unknown> = () => Promise.resolve()): Promise<number> {
  const id = newId()
  const [before] = await house.centre.sql<{ now: string }>('select clock_timestamp() as now')
  await desk.call('probe.write', { id, text: 'when?' })
  await write()
  const [note] = await house.centre.sql<{ written_at: string }>('select written_at from app.note where id = $1', [id])
  return (fromInstant(note?.written_at ?? '') - fromInstant(before?.now ?? '')) / 1000
}

for (const [what, skew] of [
  ['fast', DAY_MS],
  ['slow', -DAY_MS],
] as const) {
  describe(`a clock that is a day ${what}`, () => {
    it('C1: commands carry the time of the centre, online, offline and after a restart without it', async () => {
      const anna = await house.open('anna', ['sales'], { wall: () => Date.now() + skew })
      expect(Math.abs((anna.desk.status().skewMs ?? 0) - skew)).toBeLessThan(2_000)
      expect(await errorOf(anna)).toBeCloseTo(0, -1)
      anna.cut()
      expect(await errorOf(anna, () => anna.join())).toBeCloseTo(0, -1)
      anna.cut()
      await anna.restart()
      expect(await errorOf(anna, () => anna.join())).toBeCloseTo(0, -1)
      expect(Math.abs(fromInstant(anna.desk.now()) - Date.now())).toBeLessThan(5_000)
    })

    it('C1: a jump while the link is down changes nothing', async () => {
      let jump = 0
      const anna = await house.open('anna', ['sales'], { wall: () => Date.now() + jump })
      anna.cut()
      jump = skew
      expect(await errorOf(anna, () => anna.join())).toBeCloseTo(0, -1)
    })

    it('C1: a jump while the program is closed and the link is down dates nothing after it arrived, nor before the last that is known', async () => {
      let jump = 0
      const anna = await house.open('anna', ['sales'], { wall: () => Date.now() + jump })
      anna.cut()
      await anna.call('probe.write', { id: newId(), text: 'before the jump' })
      await anna.restart(() => (jump = skew))
      expect(await errorOf(anna, () => anna.join())).toBeCloseTo(0, -1)
    })

    it('J1: a timer set by such a workstation runs by the clock of the centre', async () => {
      const anna = await house.open('anna', ['sales'], { wall: () => Date.now() + skew })
      await anna.call('probe.eraseLater', { id: newId(), at: anna.desk.now() })
      expect(
        await house.centre.sql(
          'select abs(extract(epoch from due_at - clock_timestamp())) < 10 as is_now from sync.job where not is_guarded',
        ),
      ).toEqual([{ is_now: true }])
    })
  })
}
