import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { SHOP, commit, recorded } from './given-history.js'

const TIME = '2026-03-01T10:00:00Z'
let mesh: TestMesh

beforeAll(async () => {
  mesh = await TestMesh.start({ SICHTER_SNAPSHOT_EVERY: '1' })
  await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const kept = async () => {
  await mesh.settled()
  const [snapshot] = await mesh.query<{ seq: number }>('select seq::integer as seq from sichter.snapshot')
  const journal = await mesh.query<{ seq: number }>('select seq::integer as seq from sichter.journal order by seq')
  return { snapshot: snapshot?.seq, journal: journal.map(({ seq }) => seq) }
}

it('keeps nobody who waits for suspects waiting for a snapshot, and takes it with the next commit', async () => {
  await mesh.append(recorded(commit(1)))
  expect(await kept()).toEqual({ snapshot: 1, journal: [] })

  const data = { repository: SHOP, title: 'a is down', severity: 'error' as const, detected_at: TIME }
  await mesh.append(draft('incident.detected.v1', { subject: 'incident/1', time: TIME, data }))
  expect(await kept()).toEqual({ snapshot: 1, journal: [2] })
  expect(await mesh.events('suspects.ranked.v1')).toHaveLength(1)

  await mesh.append(recorded(commit(2)))
  expect(await kept()).toEqual({ snapshot: 3, journal: [] })
})
