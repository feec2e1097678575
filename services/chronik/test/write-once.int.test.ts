import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'

describe('the log in Postgres', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start()
    const data = { repository: 'acme/shop', number: 1, closed_at: '2026-03-01T11:00:00Z' }
    await mesh.append(draft('pr.closed.v1', { subject: 'pr/acme/shop/1', data }))
  })
  afterAll(() => mesh.stop())

  // Not even the superuser, whom these tests connect as, gets past it by a plain statement.
  it.each([
    `update chronik.log set body = '{}' where position = 1`,
    'update chronik.log set position = 2 where position = 1',
    'delete from chronik.log',
    'truncate chronik.log',
    `insert into chronik.log select * from chronik.log on conflict (position) do update set body = '{}'`,
    `merge into chronik.log l using chronik.log o on l.id = o.id when matched then delete`,
  ])('refuses: %s', async (statement) => {
    const before = await mesh.query('select * from chronik.log')

    await expect(mesh.query(statement)).rejects.toThrow(/the log is written once/)
    expect(await mesh.query('select * from chronik.log')).toEqual(before)
  })
})
