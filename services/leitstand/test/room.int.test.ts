import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft, eventTypes } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import type { IncidentCard, Room } from '../src/decisions/room.js'
import { REPOSITORY, changeOf, commit, merged, opened } from './given-events.js'
import { detected, feedback, idOf, minutes, ranked, resolved } from './given-incidents.js'

describe('the room of an incident', () => {
  let mesh: TestMesh
  let leitstand: TestService

  beforeAll(async () => {
    mesh = await TestMesh.start()
    leitstand = await mesh.boot((source) => AppModule.fromEnvironment(source), { LEITSTAND_ROOM_ROWS: '5' })
  })
  afterAll(() => mesh.stop())

  const path = (name: string): string => `/api/incidents/${encodeURIComponent(`incident/${name}`)}`
  const room = (name: string): Promise<Room> => leitstand.json<Room>(path(name))
  const draftOf = async (name: string): Promise<string> => (await leitstand.fetch(`${path(name)}/post-mortem`)).text()

  it('shows what is known, who is suspect, what people said and what it affects', async () => {
    const suspect = commit(1, { title: 'sessions last a day', committed_at: minutes(-40) })
    await mesh.append(
      { ...suspect, time: minutes(-40) },
      draft('configuration.recorded.v1', {
        subject: `configuration/${REPOSITORY}`,
        data: {
          repository: REPOSITORY,
          sha: 'a'.repeat(40),
          areas: [
            { name: 'auth', paths: ['src/auth/**'], used_by: ['checkout'] },
            { name: 'checkout', paths: ['src/checkout/**'], used_by: ['mail'] },
            { name: 'mail', paths: ['src/mail/**'] },
          ],
          guards: [],
          problems: [],
        },
      }),
      detected('seven', 0, { text: 'sessions last too long', files: ['src/auth/login.ts'] }),
      ranked('seven', [changeOf(1)]),
      draft('guard.finished.v1', {
        subject: 'guard/1',
        time: minutes(-50),
        data: {
          repository: REPOSITORY,
          change: changeOf(1),
          request: idOf('request'),
          guard: 'auth-tests',
          area: 'auth',
          verdict: 'failed',
          reason: 'two tests failed',
          duration_seconds: 1,
          protection: [],
        },
      }),
    )
    await mesh.settled()
    const before = await room('seven')
    const [ranking] = await mesh.events('suspects.ranked.v1')
    // It names neither the incident nor a change: the first suspect of what it is about is meant.
    const { subject: _, ...about } = feedback('seven', 'confirm', { about: ranking!.id }).data
    await mesh.append(
      { ...feedback('seven', 'confirm'), data: about },
      resolved('seven', 90, { fixed_by: `pr/${REPOSITORY}/44` }),
    )
    await mesh.settled()
    const after = await room('seven')

    expect(before).toMatchObject({
      state: 'open',
      service: 'auth',
      severity: 'critical',
      report: 'sessions last too long',
    })
    expect(before.near.changes.rows.map(({ line, seconds }) => [line, seconds])).toEqual([
      ['sessions last a day · Ada, +1 −0', -2400],
    ])
    expect(before.ranking?.suspects).toMatchObject([{ title: 'sessions last a day', confidence: 0.6 }])
    expect(before.affected.rows).toEqual([
      { area: 'auth', because: 'service' },
      { area: 'checkout', because: 'depends', on: 'auth' },
      { area: 'mail', because: 'depends', on: 'checkout' },
    ])
    expect(before.checks.rows.map(({ line }) => line)).toEqual(['auth-tests failed: two tests failed'])
    expect([before.causes, before.unknown]).toEqual([[], ['cause', 'end']])
    expect(after).toMatchObject({ state: 'resolved', seconds: 5400, seconds_to_cause: 600, unknown: [] })
    expect(after.causes).toMatchObject([{ change: changeOf(1), by: 'person', who: 'person/ada' }])
    expect(after.timeline.rows.map(({ type }) => type)).toEqual([
      'guard.finished.v1',
      'change.recorded.v1',
      'incident.detected.v1',
      'suspects.ranked.v1',
      'feedback.given.v1',
      'incident.resolved.v1',
    ])
  })

  it('is found by its name with and without its kind, and listed with its state', async () => {
    const list = await leitstand.json<IncidentCard[]>('/api/incidents?state=resolved')

    expect(list).toMatchObject([{ subject: 'incident/seven', resolved_at: minutes(90) }])
    expect(await leitstand.json('/api/incidents?state=open')).toEqual([])
    expect(await leitstand.json('/api/incidents/seven')).toEqual(await room('seven'))
    expect((await leitstand.fetch('/api/incidents/nobody')).status).toBe(404)
    expect((await leitstand.fetch('/api/incidents/nobody/post-mortem')).status).toBe(404)
    for (const query of ['state=over', 'limit=0', 'repository=%00'])
      expect((await leitstand.fetch(`/api/incidents?${query}`)).status).toBe(400)
  })

  it.each([
    [{ verdict: 'maybe', change: changeOf(1), about: idOf('x') }, 400],
    [{ verdict: 'deny', about: idOf('x') }, 400],
    [{ verdict: 'deny', change: 'x', about: idOf('x') }, 400],
    [{ verdict: 'deny', change: changeOf(1), about: 'x' }, 400],
    [{ verdict: 'deny', change: changeOf(1), about: idOf('x'), by: 'mallory' }, 400],
  ])('refuses to say %j of a suspect', async (body, status) => {
    const say = (name: string, said: object): Promise<Response> =>
      leitstand.fetch(`${path(name)}/feedback`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(said),
      })

    expect((await say('seven', body)).status).toBe(status)
    expect((await say('nobody', { verdict: 'deny', change: changeOf(1), about: idOf('x') })).status).toBe(404)
  })

  it('writes a draft whose every sentence links to events of the log', async () => {
    const answer = await leitstand.fetch(`${path('seven')}/post-mortem`)
    const text = await answer.text()
    const linked = new Set([...text.matchAll(/\/events\/([0-9a-f-]{36})/g)].map(([, id]) => id))
    const log = new Set([idOf('reason')])
    for (const type of eventTypes) for (const { id } of await mesh.events(type)) log.add(id)

    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(
      text.split('\n').filter((line) => line !== '' && !/^#|\. (\[\d\]\(\/events\/[0-9a-f-]{36}\) ?)+$/.test(line)),
    ).toEqual([])
    expect([...linked].filter((id) => !log.has(id ?? ''))).toEqual([])
    expect(text).toContain('person/ada confirmed that “sessions last a day”')
    expect(text).toContain(`It was over on 2026-03-01 13:30:00 UTC, 90 minutes after it was noticed.`)
  })

  it('names two incidents at the same time to each other, of whatever repository, and not one that was over', async () => {
    await mesh.append(
      detected('old', -3000),
      resolved('old', -2900),
      detected('lasting', -3000),
      detected('one', 200),
      detected('two', 203, { repository: 'acme/mail', service: 'mail' }),
    )
    await mesh.settled()

    const beside = async (name: string): Promise<unknown> =>
      (await room(name)).beside.rows.map(({ subject, seconds }) => [subject, seconds])
    expect(await beside('one')).toEqual([
      ['incident/two', 180],
      ['incident/seven', -12_000],
      ['incident/lasting', -192_000],
    ])
    expect(await beside('two')).toContainEqual(['incident/one', -180])
  })

  it('has a room for one that was resolved and never detected, of an unknown service', async () => {
    await mesh.append(resolved('silent', 300, { title: 'it was silent' }))
    await mesh.settled()
    const silent = await room('silent')

    expect(silent).toMatchObject({ title: 'it was silent', state: 'resolved', reports: { rows: [], more: 0 } })
    expect(silent.unknown).toEqual(expect.arrayContaining(['beginning', 'service', 'cause', 'fix']))
    expect(await draftOf('silent')).toContain('Nobody told when “it was silent” began: the log knows only its end.')
  })

  it('counts the reports of one that is detected twice, and begins at the first', async () => {
    await mesh.append(detected('twice', 430), detected('twice', 400))
    await mesh.settled()
    const twice = await room('twice')

    expect([twice.detected_at, twice.reports.rows.length]).toEqual([minutes(400), 2])
    expect(await draftOf('twice')).toContain('It was reported 2 times')
  })

  it('is over where its end was heard before its beginning, and open again where it begins after its end', async () => {
    await mesh.append(resolved('reversed', 520), detected('reversed', 500))
    await mesh.settled()
    await mesh.append(detected('reversed', 510))
    await mesh.settled()
    const before = await room('reversed')
    await mesh.append(detected('reversed', 530))
    await mesh.settled()

    expect([before.state, (await room('reversed')).state]).toEqual(['resolved', 'open'])
  })

  it('says of a commit and the request that it became that they are the same change', async () => {
    const squash = commit(70)
    await mesh.append(
      opened(70),
      merged(70, squash.data.sha),
      squash,
      detected('same', 600),
      ranked('same', [changeOf(70)]),
      feedback('same', 'confirm', { change: `pr/${REPOSITORY}/70` }),
    )
    await mesh.settled()

    expect((await room('same')).ranking?.suspects).toMatchObject([
      { subject: changeOf(70), request: `pr/${REPOSITORY}/70`, said: { verdict: 'confirm' } },
    ])
    await mesh.append({ ...feedback('same', 'deny', { change: changeOf(70) }), time: minutes(30) })
    await mesh.settled()
    expect((await room('same')).causes).toEqual([])
    expect(await draftOf('same')).toContain('Nobody has named the cause.')
  })

  it('stays small with thousands of events near it, and says how many more there are', async () => {
    // Put where the handler would put them, since ten thousand events would take the test ten seconds.
    await mesh.query(`insert into leitstand.moments (position, id, type, subject, repository, change, time, notable, line, parts, correlationid)
      select 10000000 + n, gen_random_uuid(), 'change.recorded.v1', 'change/${REPOSITORY}/' || n, '${REPOSITORY}', 'change/${REPOSITORY}/' || n,
        '${minutes(2000)}'::timestamptz + n * interval '60 ms', false, 'commit ' || n, '{}', 'c' from generate_series(0, 9999) as n`)
    await mesh.append(
      detected('crowded', 2000),
      ...Array.from({ length: 450 }, (_, n) => ranked('crowded', [changeOf(1000 + n)])),
    )
    await mesh.settled()
    const text = await (await leitstand.fetch(path('crowded'))).text()
    const crowded = JSON.parse(text) as Room

    expect([crowded.near.changes.rows.length, crowded.near.changes.more]).toEqual([5, 9_995])
    expect(crowded.near.changes.rows.map(({ change }) => change)).toEqual(
      [0, 1, 2, 3, 4].map((n) => `change/${REPOSITORY}/${n}`),
    )
    expect(crowded.timeline.rows.length).toBe(20)
    expect(crowded.timeline.more).toBeGreaterThan(400)
    expect(text.length).toBeLessThan(60_000)
    expect(await draftOf('crowded')).toContain('10,000 changes fell into the 24 hours before and the 2 hours after')
  })

  it('is the same after a restart, and after an upgrade of a view that kept less', async () => {
    const names = ['seven', 'silent', 'twice', 'reversed', 'same']
    await mesh.query('delete from leitstand.moments where position >= 10000000')
    const before = await Promise.all(names.map(room))
    await leitstand.restart()
    expect(await Promise.all(names.map(room))).toEqual(before)

    await leitstand.restart(() =>
      mesh.query(`set search_path to leitstand; delete from kysely_migration where name = '0002-rooms';
        alter table moments drop column incidents; drop index moments_time, moments_about, incidents_detected;
        alter table incidents drop column service, drop column resolution; update moments set detail = null`),
    )
    await mesh.settled()
    expect(await Promise.all(names.map(room))).toEqual(before)
  })
})
