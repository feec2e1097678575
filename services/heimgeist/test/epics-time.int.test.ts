import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, say } from './approvals-kit.js'
import { type EpicView, SHOP, command, opened, pr, ran } from './epics-kit.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms', HEIMGEIST_EPIC_STALE: '10d', HEIMGEIST_FAILURE_WAIT: '50ms' })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
const view = (): Promise<EpicView> => heimgeist.json<EpicView>('/epics/slow')

it('finds an open change stale by an alarm, says the one act, and takes it back at news', async () => {
  await say(mesh, { ...opened(1, { body: 'epic/slow' }), time: daysAgo(30) }, opened(2, { body: 'epic/slow' }))
  await say(mesh, command('heimgeist /open-epic slow'))
  const rang = await mesh.theOne('alarm.rang.v1', ({ data }) => data.alarm.startsWith('stale/'))
  const said = await mesh.theOne('epic.assessed.v1', ({ data }) => (data.stale ?? []).length > 0)

  expect(said.data.stale).toMatchObject([
    { change: pr(1), days: 30, unblock: 'ask Ada whether it goes on; else close it' },
  ])
  expect(said.causationid).toBe(rang.id)
  expect(await mesh.query('select count(*)::int as alarms from heimgeist.alarm')).toEqual([{ alarms: 1 }])
  await say(
    mesh,
    draft('pr.reviewed.v1', {
      subject: pr(1),
      data: {
        ...{ repository: SHOP, number: 1, reviewer: { name: 'Bo' }, verdict: 'changes_requested' },
        reviewed_at: new Date().toISOString(),
      },
    }),
  )
  expect(await view()).toMatchObject({ stale: [], blocked: [{ change: pr(1), unblock: 'answer the review of Bo' }] })
})

it('says that a person has to answer, while one is asked about a failing head', async () => {
  const blocked = async (): Promise<string[]> => {
    await mesh.settled()
    return (await view()).blocked.filter(({ change }) => change === pr(2)).map(({ unblock }) => unblock)
  }
  await say(mesh, ran(2, 'failure'))
  const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.change === pr(2))
  expect(await blocked()).toEqual([`answer the question: heimgewebe approvals ${question.id}`])
  await say(mesh, answer(question, { option: 'fix-by-hand' }))
  expect(await blocked()).toEqual(['mend what makes ci/test fail: migrates'])
  await say(mesh, ran(2, 'success'))
  expect(await blocked()).toEqual([])
})

it('rings no more for an epic that is closed', async () => {
  await say(mesh, command('heimgeist /close-epic slow'))
  expect(await mesh.query("select name from heimgeist.alarm where name like 'stale/%'")).toEqual([])
})
