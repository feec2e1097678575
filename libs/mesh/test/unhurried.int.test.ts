import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { Behaviour, countingModule } from './counting-service.js'

const closed = (title: string, number: number): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, title, closed_at: '2026-03-01T11:00:00Z' },
  })

describe('an act that nobody waits for', () => {
  let mesh: TestMesh
  let behaviour: Behaviour
  beforeEach(async () => {
    mesh = await TestMesh.start()
    behaviour = new Behaviour()
  })
  afterEach(() => mesh.stop())

  it('does not begin while the log is busy, and others do; after a restart it still waits', async () => {
    const service = await mesh.boot(countingModule(behaviour), { QUIET: '1h', PATIENCE: '1h' })
    await mesh.append(closed('mining', 1), closed('guard', 2))
    await eventually(() => behaviour.acts.length === 1)
    await service.restart()
    await mesh.append(closed('guard', 3))
    await eventually(() => behaviour.acts.length === 2)

    expect(behaviour.mined).toBe(0)
    expect(await mesh.query("select state from hauski.mesh_act where state = 'waiting'")).toHaveLength(1)
  })

  it('holds up no other, however many of them wait', async () => {
    await mesh.boot(countingModule(behaviour), { QUIET: '1h', PATIENCE: '1h' })
    await mesh.append(...Array.from({ length: 150 }, (_, n) => closed('mining', n + 1)))
    await mesh.append(closed('guard', 200))
    await eventually(() => behaviour.acts.length === 1)

    expect(behaviour.mined).toBe(0)
  })

  it('begins once the log is quiet', async () => {
    await mesh.boot(countingModule(behaviour), { QUIET: '200ms', PATIENCE: '1h' })
    await mesh.append(closed('mining', 1))
    await mesh.settled()

    expect(behaviour.mined).toBe(1)
    expect(await mesh.events('mining.finished.v1')).toHaveLength(1)
  })

  it('begins under traffic without end when its patience is over', async () => {
    await mesh.boot(countingModule(behaviour), { QUIET: '1h', PATIENCE: '200ms' })
    await mesh.append(closed('mining', 1))
    await mesh.settled()

    expect(behaviour.mined).toBe(1)
    expect(await mesh.events('mining.finished.v1')).toHaveLength(1)
  })
})
