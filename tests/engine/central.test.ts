import { afterAll, describe, expect, it } from 'vitest'
import { CENTRES, freshCentre, testCluster } from '../support/central.ts'

afterAll(async () => (await testCluster()).stop())

for (const kind of CENTRES) {
  describe(kind, () => {
    it('knows who asks, also inside the pull', async () => {
      const centre = await freshCentre(kind)
      const company = await centre.addCompany('developer')
      const user = await centre.addUser('ivanova', ['sales'], company)
      const central = await centre.as(user)
      const [[hello]] = (await central.rows('select sync.hello()')) as unknown as [[{ actor: { userId: string } }]]
      expect(hello.actor.userId).toBe(user.id)
      const [[snapshot]] = (await central.rows('select pg_current_snapshot()::text')) as [[string]]
      const other = await centre.addUser('petrov', ['cashier'], company)
      const rows = await central.rows('select kind, tbl, payload from sync.pull($1, $2)', [snapshot, []])
      expect(JSON.parse(rows[0]?.[2] as string)).toMatchObject({ actor: { login: user.login } })
      expect(rows.filter(([is]) => is !== 'head').length).toBeGreaterThan(0)
      expect(other.login).not.toBe(user.login)
      await central.close()
      await centre.close()
    })
  })
}
