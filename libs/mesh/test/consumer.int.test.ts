import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { jetstreamManager } from '@nats-io/jetstream'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { Connection } from '../src/index.js'
import { Behaviour, countingModule } from './counting-service.js'

const closed = (title: string, number = 1): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, title, closed_at: '2026-03-01T11:00:00Z' },
  })

describe('a service of the mesh', () => {
  let mesh: TestMesh
  let service: TestService
  let behaviour: Behaviour
  beforeEach(async () => {
    mesh = await TestMesh.start()
    behaviour = new Behaviour()
    service = await mesh.boot(countingModule(behaviour))
  })
  afterEach(() => mesh.stop())

  const counts = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await mesh.query<{ title: string; times: number }>('select * from hauski.counted')).map((row) => [
        row.title,
        row.times,
      ]),
    )

  it('applies each event once and appends what follows, under one correlation', async () => {
    const [cause] = await mesh.append(closed('a'))
    await mesh.settled()

    expect(await counts()).toEqual({ a: 1 })
    const [answer] = await mesh.events('issue.closed.v1')
    expect(answer).toMatchObject({
      source: 'heimgewebe/hauski',
      causationid: cause!.id,
      correlationid: cause!.correlationid,
      time: cause!.time,
    })
  })

  it('changes nothing when the whole log is delivered again', async () => {
    await mesh.append(...Array.from({ length: 50 }, (_, i) => closed(`t${i % 5}`, i + 1)))
    await mesh.settled()
    const before = { counts: await counts(), log: await mesh.events() }

    await mesh.redeliverAll()

    expect(await counts()).toEqual(before.counts)
    expect(await mesh.events()).toEqual(before.log)
    expect(before.counts).toEqual({ t0: 10, t1: 10, t2: 10, t3: 10, t4: 10 })
  })

  it('parks poison at once, with its reason, and goes on with the others', async () => {
    await mesh.append(closed('a'), closed('poison', 2), closed('b', 3))
    await mesh.settled()

    expect(await counts()).toEqual({ a: 1, b: 1 })
    expect(await mesh.events('event.parked.v1')).toMatchObject([
      {
        data: {
          consumer: 'hauski',
          event_type: 'pr.closed.v1',
          code: 'poison_message',
          tries: 1,
          reason: 'this title can never be counted',
        },
      },
    ])
    const { parked } = await mesh.chronik.json<{ parked: unknown[] }>('/parked')
    expect(parked).toMatchObject([{ consumer: 'hauski', state: 'parked' }])
  })

  it('tries again what fails, parks it after five tries, and applies it when a person releases it', async () => {
    const [event] = await mesh.append(closed('broken'))
    await mesh.settled()
    expect(behaviour.begun).toEqual(['broken', 'broken', 'broken', 'broken', 'broken'])
    expect(await counts()).toEqual({})

    behaviour.mended = true
    const released = { event: event!.id, consumer: 'hauski', by: 'ada' }
    await mesh.append(draft('event.released.v1', { subject: `parked/hauski/${event!.id}`, data: released }))
    await mesh.settled()

    expect(await counts()).toEqual({ broken: 1 })
    expect((await mesh.events('issue.closed.v1')).map((one) => one.causationid)).toEqual([event!.id])
    expect((await mesh.chronik.json<{ parked: unknown[] }>('/parked')).parked).toEqual([])
    await mesh.redeliverAll()
    expect(await counts()).toEqual({ broken: 1 })
  })

  it('misses and repeats nothing when JetStream loses everything', async () => {
    await mesh.append(closed('before'))
    await mesh.settled()
    const manager = await jetstreamManager(await mesh.chronik.get(Connection).nats())
    await manager.streams.delete('HEIMGEWEBE')
    await mesh.append(closed('during', 2))
    await mesh.settled()
    await mesh.append(closed('after', 3))
    await mesh.settled()

    expect(await counts()).toEqual({ before: 1, during: 1, after: 1 })
    expect((await manager.streams.info('HEIMGEWEBE')).state.last_seq).toBe((await mesh.events()).length)
  })

  it('misses nothing when JetStream loses one message in the middle', async () => {
    await service.stop()
    await mesh.append(...Array.from({ length: 20 }, (_, i) => closed(`t${i}`, i + 1)))
    const manager = await jetstreamManager(await mesh.chronik.get(Connection).nats())
    await manager.streams.deleteMessage('HEIMGEWEBE', 10)
    await service.start()
    await mesh.settled()

    expect(Object.keys(await counts())).toHaveLength(20)
  })

  it('misses nothing that was on its way when the connection was lost', async () => {
    const all = Array.from({ length: 1500 }, (_, i) => closed(`t${i % 3}`, i + 1))
    const nats = await service.get(Connection).nats()
    for (let at = 0; at < all.length; at += 300) {
      await mesh.append(...all.slice(at, at + 300))
      await nats.reconnect()
    }
    await mesh.settled()

    expect(await counts()).toEqual({ t0: 500, t1: 500, t2: 500 })
  })

  it('acknowledges all that is in effect once the log rests', async () => {
    await mesh.append(...Array.from({ length: 3 }, (_, i) => closed(`t${i}`, i + 1)))
    await mesh.settled()
    const manager = await jetstreamManager(await mesh.chronik.get(Connection).nats())
    const head = (await mesh.events()).length
    const place = async () => (await manager.consumers.info('HEIMGEWEBE', 'hauski')).ack_floor.stream_seq
    await eventually(async () => (await place()) >= head)

    expect(await place()).toBe(head)
  })

  it('counts what it is working on as not applied yet', async () => {
    const gate = Promise.withResolvers<void>()
    behaviour.handlerGate = gate.promise
    const lag = async (): Promise<number> =>
      Number(/^heimgewebe_consumer_lag_events\S* (\d+)/m.exec(await (await service.fetch('/metrics')).text())?.[1])
    await mesh.append(closed('slow'))
    await eventually(() => behaviour.begun.includes('slow'))
    expect(await lag()).toBe(1)

    gate.resolve()
    await mesh.settled()
    await eventually(async () => (await lag()) === 0, lag)
  })

  it('carries out its own intent once, also when the log is delivered again', async () => {
    await mesh.append(closed('guard'))
    await mesh.settled()
    await mesh.redeliverAll()

    expect(behaviour.acts).toHaveLength(1)
    expect(await mesh.events('guard.finished.v1')).toMatchObject([{ data: { verdict: 'passed' } }])
  })

  it('says unknown of an act that a kill cut off, and never runs it again', async () => {
    behaviour.actGate = new Promise(() => undefined)
    await mesh.append(closed('guard'))
    await eventually(() => behaviour.acts.length > 0)
    // What a kill leaves: the act is marked as running and nothing says how it ended.
    await service.restart(() =>
      mesh.query(`update hauski.mesh_act set state = 'running'; delete from hauski.mesh_outbox`),
    )
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(1)
    expect(await mesh.events('guard.finished.v1')).toMatchObject([{ data: { verdict: 'unknown' } }])
  })

  it('carries out an act whose lane is named by what no column holds', async () => {
    await mesh.append(closed('odd'))
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(1)
    expect(await mesh.events('event.parked.v1')).toEqual([])
  })

  it('rebuilds its tables from the log without saying or doing anything twice', async () => {
    await mesh.append(closed('a'), closed('guard', 2))
    await mesh.settled()
    const log = await mesh.events()
    await mesh.query(`update hauski.counted set times = 99`)
    await service.stop()
    await mesh.boot(countingModule(behaviour), { HAUSKI_REBUILD: 'true' })
    await eventually(async () => (await counts())['guard'] === 1)

    expect(await counts()).toEqual({ a: 1, guard: 1 })
    expect(await mesh.events()).toEqual(log)
    expect(behaviour.acts).toHaveLength(1)
  })

  it('rebuilds nothing under an instance that leads, also where the log is quiet, but once it leads itself', async () => {
    await mesh.append(closed('a'), closed('b', 2))
    await mesh.settled()
    await mesh.query(`update hauski.counted set times = 99`)
    const second = await mesh.boot(countingModule(behaviour), { HAUSKI_REBUILD: 'true' })
    const readiness = async (): Promise<string> => (await second.fetch('/readyz')).text()
    await eventually(async () => (await readiness()).includes('standing by'), readiness)
    expect(await counts()).toEqual({ a: 99, b: 99 })

    await service.stop()
    await eventually(async () => (await counts())['b'] === 1)
    expect(await counts()).toEqual({ a: 1, b: 1 })
  })

  it('lets a second instance stand by and take over', async () => {
    const second = await mesh.boot(countingModule(behaviour))
    await mesh.append(closed('a'))
    expect(second.position).toBe(0)
    await service.stop()
    await eventually(() => second.position > 0)
    await mesh.append(closed('b', 2))
    await eventually(async () => (await counts())['b'] === 1)

    expect(await counts()).toEqual({ a: 1, b: 1 })
  })
})
