import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { Behaviour, countingModule } from './counting-service.js'

const closed = (title: string, number = 1): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, title, closed_at: '2026-03-01T11:00:00Z' },
  })

describe('a service whose state is lost', () => {
  let mesh: TestMesh
  let service: TestService
  let behaviour: Behaviour
  beforeEach(async () => {
    mesh = await TestMesh.start()
    behaviour = new Behaviour()
    service = await mesh.boot(countingModule(behaviour))
  })
  afterEach(() => mesh.stop())

  const loseState = (): Promise<void> =>
    service.restart(async () => void (await mesh.query('drop schema hauski cascade')))
  const verdicts = async (): Promise<string[]> =>
    (await mesh.events('guard.finished.v1')).map(({ data }) => data.verdict)

  it('does nothing again that has its result in the log, and says nothing twice', async () => {
    await mesh.append(closed('guard'), closed('a', 2), closed('guard', 3))
    await mesh.settled()
    const log = await mesh.events()
    expect(behaviour.acts).toHaveLength(2)

    await loseState()
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(2)
    expect(await mesh.events()).toEqual(log)
    expect(await mesh.query('select title, times from hauski.counted order by title')).toEqual([
      { title: 'a', times: 1 },
      { title: 'guard', times: 2 },
    ])
  })

  it('says unknown of an act that was under way, and never runs it again', async () => {
    behaviour.actGate = new Promise(() => undefined)
    await mesh.append(closed('guard'))
    await eventually(() => behaviour.acts.length === 1)

    // A stop says unknown by itself; that word is lost with the outbox here.
    await service.restart(() =>
      mesh.query(`delete from hauski.mesh_outbox`).then(() => mesh.query('drop schema hauski cascade')),
    )
    behaviour.actGate = Promise.resolve()
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(1)
    expect(await verdicts()).toEqual(['unknown'])
  })

  it('carries out what it intends after it has caught up, as a service does that is new', async () => {
    await mesh.append(closed('guard'))
    await mesh.settled()
    await loseState()
    await mesh.append(closed('guard', 2))
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(2)
    expect(await verdicts()).toEqual(['passed', 'passed'])
  })

  it('knows what is history across a restart in the middle of it', async () => {
    await mesh.append(closed('guard'), closed('a', 2))
    await mesh.settled()
    const [intent] = await mesh.events('guard.started.v1')
    // What a kill leaves that struck after the intent was read and before its result was.
    await service.restart(async () => {
      await mesh.query(`update hauski.mesh_act set state = 'heard'`)
      await mesh.query(`delete from hauski.mesh_inbox where position > ${intent!.position}`)
      await mesh.query(`update hauski.mesh_cursor set history_until = 1000, position = ${intent!.position}`)
    })
    await mesh.settled()

    expect(behaviour.acts).toHaveLength(1)
    expect(await verdicts()).toEqual(['passed'])
  })
})

describe('a service that was away for a moment', () => {
  it('carries out the intent that reached the log after it had ended', async () => {
    const mesh = await TestMesh.start()
    try {
      const behaviour = new Behaviour()
      const service = await mesh.boot(countingModule(behaviour))
      await mesh.append(closed('guard'))
      await mesh.settled()
      const [intent] = await mesh.events('guard.started.v1')
      await service.stop()
      const { data, subject } = intent!
      await mesh.appendAs('heimgewebe/hauski', draft('guard.started.v1', { subject, data }))
      await service.start()
      await mesh.settled()

      expect(behaviour.acts).toHaveLength(2)
      expect((await mesh.events('guard.finished.v1')).map((one) => one.data.verdict)).toEqual(['passed', 'passed'])
    } finally {
      await mesh.stop()
    }
  })
})
