import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Draft } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule as Heimgeist } from '../../services/heimgeist/src/app.module.js'
import { command, merged, opened, pr, ran } from '../../services/heimgeist/test/epics-kit.js'
import { AppModule as Semantah } from '../../services/semantah/src/app.module.js'

/** What five failed runs said, each in its own words; no two errors have one fingerprint. */
const FAILURES = [
  'column total of the orders table exists already',
  'no rows in table orders after the column was moved',
  'orders: lock timeout while a column is added to the table',
  'cannot roll back column of orders',
  'table orders: column order differs',
]
const FILE = 'db/schema.sql'
const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)

let mesh: TestMesh
beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_FAILURE_WAIT: '1h', HEIMGEIST_MESSAGES_PER_DAY: '1000' })
  await mesh.boot((source) => Semantah.fromEnvironment(source))
  await mesh.boot((source) => Heimgeist.fromEnvironment(source))
})
afterAll(() => mesh.stop())

it('five requests fail in other words, semantah tells that they are alike, and heimgeist warns the eight open ones', async () => {
  const say = async (...drafts: Draft[]): Promise<void> => {
    await mesh.append(...drafts)
    await mesh.settled()
  }
  const inEpic = (n: number) => opened(n, { body: 'epic/migration' }, [FILE])
  await say(command('heimgeist /open-epic "migration: Move to the new schema"'))
  await say(...numbers(6, 7).map(inEpic))
  await say(...numbers(6, 7).map(merged))
  await say(...numbers(1, 5).map(inEpic))
  for (const n of numbers(1, 5)) await say(ran(n, 'failure', FAILURES[n - 1]), merged(n))
  await say(...numbers(21, 8).map(inEpic))

  const clusters = await mesh.events('cluster.found.v1')
  expect(clusters.map(({ data }) => data.members.length)).toEqual([3, 4, 5])
  expect([...clusters.at(-1)!.data.members].sort()).toEqual(numbers(1, 5).map(pr))
  const warned = (await mesh.events('epic.warned.v1')).filter(({ data }) =>
    numbers(21, 8).map(pr).includes(data.change),
  )
  expect(warned.map(({ data }) => data.change).sort()).toEqual(numbers(21, 8).map(pr))
  for (const { data } of warned) expect(data.events).toContain(clusters.at(-1)!.id)
})
