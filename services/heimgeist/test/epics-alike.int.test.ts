import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { SHOP, command, epicsOf, merged, opened, pr, ran } from './epics-kit.js'
import { readAnew } from './read-anew.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEIST_CLOCK: '20ms',
    HEIMGEIST_FAILURE_WAIT: '1h',
    HEIMGEIST_MESSAGES_PER_DAY: '1000',
  })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const { say, view, warned } = epicsOf(() => ({ mesh, heimgeist }))
const FILE = 'db/schema.sql'
const WORDS = ['column is there', 'no such table', 'rows were lost', 'lock timeout', 'cannot roll back']
const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)
const cluster = async (failures: readonly MeshEvent[], label: string): Promise<void> => {
  await mesh.appendAs(
    'heimgewebe/semantah',
    draft('cluster.found.v1', {
      subject: `cluster/${SHOP}/c-1`,
      data: {
        ...{ repository: SHOP, cluster: 'c-1', label, kind: 'failures' },
        members: failures.map(({ data }) => pr((data as { number: number }).number)),
        events: failures.map(({ id }) => id),
      },
    }),
  )
  await mesh.settled()
}

it('warns the eight open requests, and them alone, of what five merged ones had in other words', async () => {
  await say(command('heimgeist /open-epic "migration: Move to the new schema"'))
  const done = numbers(6, 7)
  await say(...done.map((n) => opened(n, { body: 'epic/migration' }, [FILE])))
  await say(...done.map(merged))
  await say(...numbers(1, 5).map((n) => opened(n, { body: 'epic/migration' }, [FILE])))
  const failures = await say(...numbers(1, 5).map((n) => ran(n, 'failure', WORDS[n - 1])))
  await say(...numbers(1, 5).map(merged))
  await say(...numbers(21, 8).map((n) => opened(n, { body: 'epic/migration' }, [FILE])))
  await say(opened(31, { body: 'epic/migration' }, ['web/a.ts']), opened(32, {}, [FILE]))
  // Five of twelve tried are too few for the file to be to blame.
  expect([await warned('migration'), (await view('migration')).clusters]).toEqual([[], []])

  await cluster(failures.slice(0, 4), 'migration table')
  expect(await warned('migration')).toEqual(numbers(21, 8).map(pr))
  const [warning] = await mesh.events('epic.warned.v1')
  const [told] = await mesh.events('cluster.found.v1')
  const [first, ...others] = warning!.data.events
  expect(first).toBe(told!.id)
  expect([...others].sort()).toEqual(
    failures
      .slice(0, 4)
      .map(({ id }) => id)
      .sort(),
  )
  expect(warning!.data.cluster).toBe('the same in other words (migration table)')
})

it('warns nobody again when the cluster grows, and shows the fifth', async () => {
  const failures = (await mesh.events('ci.result.v1')) as MeshEvent[]
  await cluster(failures, 'migration schema table')
  expect(await warned('migration')).toHaveLength(8)
  const [shown] = (await view('migration')).clusters
  expect(shown!.label).toBe('the same in other words (migration schema table)')
  expect([...shown!.changes].sort()).toEqual(numbers(1, 5).map(pr))
  expect((await mesh.events('epic.assessed.v1')).at(-1)!.data.clusters).toMatchObject([{ changes: { length: 5 } }])
})

it('says the same after a rebuild from the log, and appends nothing', async () => {
  const state = async () => [
    await view('migration'),
    await mesh.query('select * from heimgeist.epic_alike'),
    (await mesh.events()).length,
  ]
  const before = await state()
  await readAnew(mesh, heimgeist)
  expect(await state()).toEqual(before)
})
