import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { Behaviour, countingModule } from './counting-service.js'

const closed = (title: string, number = 1): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, title, closed_at: '2026-03-01T11:00:00Z' },
  })

describe('a handler that does not end', () => {
  let mesh: TestMesh
  let service: TestService
  let behaviour: Behaviour
  beforeEach(async () => {
    mesh = await TestMesh.start({ HANDLER_TIME_LIMIT: '300ms', MAX_TRIES: '2' })
    behaviour = new Behaviour()
    service = await mesh.boot(countingModule(behaviour))
  })
  afterEach(() => mesh.stop())

  const counted = (): Promise<{ title: string; times: number }[]> =>
    mesh.query('select title, times from hauski.counted order by title')
  const parked = async (): Promise<unknown[]> => (await mesh.events('event.parked.v1')).map(({ data }) => data)

  it('is given up after its time and tried again, and then its event is parked', async () => {
    behaviour.handlerGate = new Promise(() => undefined)
    await mesh.append(closed('slow'), closed('a', 2))
    await mesh.settled()

    expect(await counted()).toEqual([{ title: 'a', times: 1 }])
    expect(await parked()).toMatchObject([{ code: 'time_limit', tries: 2 }])
  })

  it('cannot write any more once its time is over', async () => {
    const gate = Promise.withResolvers<void>()
    behaviour.handlerGate = gate.promise
    await mesh.append(closed('slow'))
    await mesh.settled()
    gate.resolve()
    await mesh.append(closed('a', 2))
    await mesh.settled()

    expect(await counted()).toEqual([{ title: 'a', times: 1 }])
    expect(await mesh.events('issue.closed.v1')).toHaveLength(1)
  })

  it('does not hold up the others where it hangs in a statement', async () => {
    await mesh.append(closed('sleeps'), closed('a', 2))
    await mesh.settled()

    expect(await counted()).toEqual([{ title: 'a', times: 1 }])
    expect(await parked()).toHaveLength(1)
  })

  it('is noted outside its transaction while it runs, and forgotten when it is done', async () => {
    const gate = Promise.withResolvers<void>()
    behaviour.handlerGate = gate.promise
    await mesh.append(closed('slow'))
    await eventually(() => behaviour.begun.length > 0)
    expect(await mesh.query('select tries from hauski.mesh_try')).toEqual([{ tries: 1 }])
    gate.resolve()
    await mesh.settled()

    expect(await mesh.query('select tries from hauski.mesh_try')).toEqual([])
    expect(await counted()).toEqual([{ title: 'slow', times: 1 }])
  })

  it('parks an event that ended as many processes as there are tries, without handling it once more', async () => {
    await service.stop()
    const [deadly, innocent] = await mesh.append(closed('deadly'), closed('a', 2))
    await mesh.query(`insert into hauski.mesh_try values ('${deadly!.id}', 2), ('${innocent!.id}', 1)`)
    await service.start()
    await mesh.settled()

    expect(behaviour.begun).toEqual(['a'])
    expect(await counted()).toEqual([{ title: 'a', times: 1 }])
    expect(await parked()).toMatchObject([{ event: deadly!.id, code: 'process_ended', tries: 2 }])
    expect(await mesh.query('select * from hauski.mesh_try')).toEqual([])
  })
})
