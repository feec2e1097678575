import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventType, type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { PR, verdict } from './given-events.js'
import { readAnew } from './read-anew.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  // The clock of heimgeist stands still: what time it is, a test says.
  mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '1h' })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
  const quiet = verdict({ level: 'low', reasons: [] }).data
  await mesh.append(draft('risk.assessed.v1', { subject: PR, data: quiet }))
  await mesh.settled()
})
afterAll(() => mesh.stop())

const GIVEN = '2026-03-01T10:00:00.000Z'
const DEADLINE = '2026-03-01T11:00:00.000Z'
const command = (time = GIVEN): Draft =>
  draft('command.given.v1', {
    subject: PR,
    time,
    data: { text: 'wgx /guard auth', by: 'ada', repository: 'acme/shop', change: PR, expires_at: DEADLINE },
  })
const ring = ({ id, subject, correlationid }: MeshEvent, time: string): Draft =>
  draft('alarm.rang.v1', { subject, time, correlationid, data: { alarm: `command/${id}`, about: id } })
const of = async <T extends EventType>(type: T, { correlationid }: MeshEvent): Promise<MeshEvent<T>[]> => {
  await mesh.settled()
  return (await mesh.events(type)).filter((event) => event.correlationid === correlationid)
}

describe('a command with a deadline', () => {
  it('waits until the clock tells the time, and is carried out once where that is in time', async () => {
    const [given] = await mesh.append(command())
    expect(await of('guard.requested.v1', given!)).toEqual([])
    await mesh.appendAs('heimgewebe/wgx', ring(given!, GIVEN))
    expect(await of('guard.requested.v1', given!)).toEqual([])
    await mesh.appendAs('heimgewebe/heimgeist', ring(given!, DEADLINE), ring(given!, '2026-03-02T10:00:00Z'))

    expect((await of('guard.requested.v1', given!)).map(({ data }) => data.area)).toEqual(['auth'])
    expect(await of('command.refused.v1', given!)).toEqual([])
  })

  it('does nothing after its deadline but say so', async () => {
    const [given] = await mesh.append(command())
    const heard = '2026-03-01T11:00:00.001Z'
    await mesh.appendAs('heimgewebe/heimgeist', ring(given!, heard), ring(given!, GIVEN))

    expect((await of('command.refused.v1', given!)).map(({ data }) => data.reason)).toEqual([
      `it was to be carried out until ${DEADLINE}, and was heard at ${heard}`,
    ])
    expect(await of('guard.requested.v1', given!)).toEqual([])
    expect(await of('decision.made.v1', given!)).toEqual([])
  })

  it('is refused at once where it was given after its own deadline', async () => {
    const [given] = await mesh.append(command('2026-03-01T12:00:00.000Z'))

    expect(await of('command.refused.v1', given!)).toHaveLength(1)
    expect(await mesh.query(`select 1 from heimgeist.alarm where about = '${given!.id}'`)).toEqual([])
  })

  it('is one in a comment as well: for an hour from when that was written, by the time that the log tells', async () => {
    const comment = (): Draft => {
      const text = '@heimgewebe/wgx /guard auth'
      const data = { repository: 'acme/shop', about: PR, author: { name: 'ada' }, text, created_at: GIVEN }
      return draft('comment.created.v1', { subject: PR, data })
    }
    const [first] = await mesh.append(comment())
    expect(await of('guard.requested.v1', first!)).toEqual([])
    await mesh.appendAs('heimgewebe/heimgeist', ring(first!, DEADLINE))
    expect((await of('guard.requested.v1', first!)).map(({ data }) => data.area)).toEqual(['auth'])

    const heard = '2026-03-01T11:00:00.001Z'
    const [late] = await mesh.append(comment())
    await mesh.appendAs('heimgewebe/heimgeist', ring(late!, heard), ring(late!, GIVEN))
    expect((await of('command.refused.v1', late!)).map(({ data }) => [data.by, data.reason])).toEqual([
      ['ada', `it was to be carried out until ${DEADLINE}, and was heard at ${heard}`],
    ])
    expect(await of('guard.requested.v1', late!)).toEqual([])
  })

  it('comes to the same when the log is read anew', async () => {
    const state = () =>
      mesh.query(`select id, about, chosen from heimgeist.decision union all
        select id, decision, requested from (select id, decision, repository as requested from heimgeist.guard_request) as one
        order by 1`)
    const before = await state()
    const said = (await mesh.events()).length
    await readAnew(mesh, heimgeist)

    expect(before.length).toBeGreaterThan(1)
    expect(await state()).toEqual(before)
    expect(await mesh.query('select * from heimgeist.waiting_command')).toEqual([])
    expect(await mesh.events()).toHaveLength(said)
  })
})
