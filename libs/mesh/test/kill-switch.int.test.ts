import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { Behaviour, countingModule } from './counting-service.js'

const closed = (title: string, number = 1): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, title, closed_at: '2026-03-01T11:00:00Z' },
  })

const turned = (state: 'stopped' | 'released'): Draft =>
  draft('switch.thrown.v1', { subject: 'switch', data: { state, by: 'person/ada' } })

describe('the kill switch', () => {
  let mesh: TestMesh
  let service: TestService
  let behaviour: Behaviour
  beforeEach(async () => {
    mesh = await TestMesh.start()
    behaviour = new Behaviour()
    service = await mesh.boot(countingModule(behaviour))
  })
  afterEach(() => mesh.stop())

  it('ends the act under way, and says that its result is unknown', async () => {
    behaviour.actGate = new Promise(() => undefined)
    await mesh.append(closed('guard'))
    await eventually(() => behaviour.acts.length === 1)

    await mesh.append(turned('stopped'))
    await mesh.settled()

    expect(behaviour.ended).toBe(1)
    expect((await mesh.events('guard.finished.v1')).map(({ data }) => data.verdict)).toEqual(['unknown'])
  })

  it('lets no act begin until it is released, across a restart too', async () => {
    await mesh.append(turned('stopped'), closed('guard'))
    const isWaiting = async (): Promise<boolean> =>
      (await mesh.query<{ state: string }>('select state from hauski.mesh_act'))[0]?.state === 'waiting'
    await eventually(isWaiting)
    await service.restart()
    await sleep(200)
    expect([behaviour.acts, await isWaiting()]).toEqual([[], true])

    await mesh.append(turned('released'))
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(1)
    expect((await mesh.events('guard.finished.v1')).map(({ data }) => data.verdict)).toEqual(['passed'])
  })

  it('is heard at once by a service that is held up far behind the head of the log', async () => {
    behaviour.actGate = new Promise(() => undefined)
    await mesh.append(closed('guard'))
    await eventually(() => behaviour.acts.length === 1)
    const gate = Promise.withResolvers<void>()
    behaviour.handlerGate = gate.promise
    await mesh.append(closed('slow', 2))
    await eventually(() => behaviour.begun.includes('slow'))

    const [thrown] = await mesh.append(turned('stopped'))
    await eventually(() => behaviour.ended === 1)

    expect(service.position).toBeLessThan(thrown!.position)
    gate.resolve()
    await mesh.settled()
  })

  it('is not thrown again by an old event that a refilled stream tells once more', async () => {
    await mesh.append(turned('stopped'), turned('released'))
    await mesh.settled()
    await mesh.redeliverAll()
    await mesh.append(closed('guard'))
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(1)
  })
})
