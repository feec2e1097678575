import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import type { ChangePage, EventSummary, Overview } from '../src/api.js'
import { AppModule } from '../src/app.module.js'
import { REPOSITORY, assessed, changeOf, commit, merged, opened, registered } from './given-events.js'

describe('the view', () => {
  let mesh: TestMesh
  let leitstand: TestService
  const overview = (): Promise<Overview> => leitstand.json<Overview>('/api/overview')

  beforeAll(async () => {
    mesh = await TestMesh.start()
    leitstand = await mesh.boot((source) => AppModule.fromEnvironment(source))
  })
  afterAll(() => mesh.stop())

  it('shows open changes first, the riskiest first, then what landed', async () => {
    await mesh.append(registered(), commit(1), assessed(changeOf(1), 50), commit(2), assessed(changeOf(2), 95))
    await mesh.append(
      opened(10),
      assessed(`pr/${REPOSITORY}/10`, 30),
      opened(11),
      assessed(`pr/${REPOSITORY}/11`, 92),
      opened(12),
    )
    await mesh.settled()

    const { open, recent, repositories } = await overview()

    expect(open.map(({ title, risk }) => [title, risk?.percentile])).toEqual([
      ['request 11', 92],
      ['request 10', 30],
      ['request 12', undefined],
    ])
    expect(recent.map(({ title }) => title)).toEqual(['commit 2', 'commit 1'])
    expect(repositories).toMatchObject([{ repository: REPOSITORY, commits: 2, judged: 2, open: 3 }])
  })

  it('keeps the latest judgement, with reasons that name events of the log', async () => {
    await mesh.append(assessed(`pr/${REPOSITORY}/10`, 75, { title: 'judged title' }))
    await mesh.settled()

    const change = (await overview()).open.find(({ subject }) => subject === `pr/${REPOSITORY}/10`)
    const evidence = change?.risk?.reasons[0]?.events[0] ?? ''

    expect(change?.risk).toMatchObject({ percentile: 75, level: 'medium', baseline: { percentile: 40 } })
    expect(
      (await leitstand.fetch(`/api/events?limit=1000`).then((answer) => answer.json() as Promise<EventSummary[]>)).map(
        ({ id }) => id,
      ),
    ).toContain(evidence)
  })

  it('leaves out branches that nobody proposed and that rest, and says how many', async () => {
    const branch = (name: string, time: string) => ({
      ...opened(20, { branch: name, title: name }),
      subject: `branch/${REPOSITORY}/${name}`,
      time,
    })
    // The newest judged change is of 2026-03-01; what is proposed stays, however old.
    const old = '2025-11-29T00:00:00Z'
    await mesh.append(branch('left-behind', old), assessed(`branch/${REPOSITORY}/left-behind`, 99))
    await mesh.append(branch('fresh', '2025-12-02T00:00:00Z'), { ...opened(21), time: old })
    await mesh.settled()

    const { open, resting, repositories } = await overview()
    expect(resting).toBe(1)
    expect(open.map(({ title }) => title)).toEqual(expect.arrayContaining(['fresh', 'request 21']))
    expect(open.map(({ title }) => title)).not.toContain('left-behind')
    expect(repositories).toMatchObject([{ open: 5 }])
  })

  it('puts what incidents raised before what ranks higher', async () => {
    const raised = `pr/${REPOSITORY}/12`
    await mesh.append(assessed(raised, 2, { level: 'high', raised_by: 'incidents', signal: 'none' }))
    await mesh.settled()

    const { open } = await overview()
    expect(open.map(({ subject }) => subject)[1]).toBe(raised)
    expect(open[1]?.risk).toMatchObject({ percentile: 2, level: 'high', raised_by: 'incidents' })
  })

  it('shows the verdict of a guard in place of its start', async () => {
    const change = `pr/${REPOSITORY}/11`
    const run = {
      repository: REPOSITORY,
      change,
      request: '01930000-0000-7000-8000-000000000001',
      guard: 'tests',
      area: 'auth',
    }
    await mesh.append(draft('guard.started.v1', { subject: 'guard/1', data: { ...run, kind: 'guard' } }))
    await mesh.settled()
    const before = await leitstand.json<ChangePage>(`/api/changes/${change}`)
    await mesh.append(
      draft('guard.finished.v1', {
        subject: 'guard/1',
        data: { ...run, verdict: 'not_run', reason: 'no sandbox', duration_seconds: 0, protection: [] },
      }),
    )
    await mesh.settled()
    const after = await leitstand.json<ChangePage>(`/api/changes/${change}`)

    expect(before.guards.map(({ type }) => type)).toEqual(['guard.started.v1'])
    expect(after.guards.map(({ detail }) => detail['verdict'])).toEqual(['not_run'])
    expect(after.timeline.map(({ type }) => type)).toEqual([
      'pr.opened.v1',
      'risk.assessed.v1',
      'guard.started.v1',
      'guard.finished.v1',
    ])
  })

  it('takes a merged change out of the open ones, and shows it once', async () => {
    const squash = commit(50).data.sha
    await mesh.append(merged(11, squash), commit(50), assessed(changeOf(50), 99))
    await mesh.settled()

    const { open, recent } = await overview()

    expect(open.map(({ subject }) => subject)).not.toContain(`pr/${REPOSITORY}/11`)
    expect(recent.map(({ subject }) => subject)).toContain(`pr/${REPOSITORY}/11`)
    expect(recent.map(({ subject }) => subject)).not.toContain(changeOf(50))
  })

  it('stores text that Postgres would refuse as JSON', async () => {
    await mesh.append(commit(60, { title: 'half \ud800 of a character' }), assessed(changeOf(60), 98))
    await mesh.settled()

    expect((await leitstand.json<ChangePage>(`/api/changes/${changeOf(60)}`)).title).toBe('half \ufffd of a character')
  })

  it('lists parked events until they are released', async () => {
    const event = '01930000-0000-7000-8000-000000000009'
    const data = {
      event,
      event_type: 'pr.opened.v1',
      event_position: 1,
      consumer: 'sichter',
      reason: 'r',
      code: 'poison_message',
      tries: 1,
    }
    await mesh.append(draft('event.parked.v1', { subject: 'parked/1', data }))
    await mesh.settled()
    const before = (await overview()).parked
    await mesh.append(
      draft('event.released.v1', { subject: 'parked/1', data: { event, consumer: 'sichter', by: 'ada' } }),
    )
    await mesh.settled()

    expect(before).toMatchObject([{ event, consumer: 'sichter' }])
    expect((await overview()).parked).toEqual([])
  })

  it('is the same after every event was delivered again, and after a restart', async () => {
    const before = await overview()
    await leitstand.restart(() => mesh.query('update leitstand.mesh_cursor set position = 0'))
    await mesh.settled()
    const again = await overview()
    await leitstand.restart()

    expect(again).toEqual(before)
    expect(await overview()).toEqual(before)
  })
})
