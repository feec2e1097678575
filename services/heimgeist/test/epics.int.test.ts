import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { commandsHeard } from './commands-heard.js'
import { SHOP, command, epicsOf, merged, opened, pr, ran } from './epics-kit.js'
import { readAnew } from './read-anew.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEIST_CLOCK: '20ms',
    HEIMGEIST_FAILURE_WAIT: '1h',
    HEIMGEIST_MESSAGES_PER_DAY: '1000',
    HEIMGEIST_SAY_AT_HOSTS: 'comment',
  })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const { say, view, refusals, warned } = epicsOf(() => ({ mesh, heimgeist }))

describe('an epic', () => {
  it('tracks 20 requests, 12 of them merged, and one more when that is merged', async () => {
    const numbers = Array.from({ length: 20 }, (_, n) => n + 1)
    await say(command('heimgeist /open-epic "db-migration: Move to the new schema"'))
    await say(...numbers.map((n) => opened(n)))
    await say(...numbers.map((n) => command('heimgeist /link-epic db-migration', pr(n))))
    await say(...numbers.slice(0, 12).map(merged))
    expect((await view('db-migration')).summary.text).toBe('tracking 20 PRs, 12 merged, 8 open')
    await say(merged(13))

    const { counts, title, changes } = await view('db-migration')
    expect([counts['merged'], counts['open'], title, changes]).toEqual([
      13,
      7,
      'Move to the new schema',
      expect.any(Array),
    ])
    const said = (await mesh.events('epic.assessed.v1')).at(-1)!
    expect(said.data).toMatchObject({ epic: 'db-migration', linked: 20, merged: 13, open: 7 })
    const events = new Set((await mesh.events()).map(({ id }) => id))
    expect(said.data.events.filter((id) => !events.has(id))).toEqual([])
  })

  it('is linked once: a second time changes nothing and says why', async () => {
    const before = (await mesh.events('epic.linked.v1')).length
    await say(command('heimgeist /link-epic db-migration', pr(1)))
    expect((await mesh.events('epic.linked.v1')).length).toBe(before)
    expect((await refusals()).at(-1)).toBe(`${pr(1)} belongs to epic db-migration already, says person/ada`)
  })

  it('that nobody opened, or whose name is none, is refused with what to do', async () => {
    await say(
      command('heimgeist /link-epic nothing', pr(1)),
      command('heimgeist /open-epic "No Name"'),
      command('heimgeist /link-epic db-migration'),
    )
    expect((await refusals()).slice(-3)).toEqual([
      'there is no epic nothing; open it with heimgeist /open-epic "<id>: <title>"',
      'the name of an epic is words of a-z and 0-9 with hyphens, not no name',
      'the command names no change, issue or incident to link',
    ])
    expect((await heimgeist.fetch('/epics/nothing')).status).toBe(404)
    expect((await heimgeist.fetch('/epics/No%20Name')).status).toBe(404)
  })

  it('is opened and linked to in one text, and a change in two epics counts in both', async () => {
    await say(command('heimgeist /open-epic second\nheimgeist /link-epic second', pr(1)))
    expect((await view('second')).changes).toMatchObject([{ change: pr(1), state: 'merged', also: ['db-migration'] }])
  })

  it('is closed, warns and counts no more, and goes on when it is opened again', async () => {
    await say(
      command('heimgeist /close-epic second'),
      command('heimgeist /close-epic second'),
      command('heimgeist /link-epic second', pr(2)),
    )
    expect((await refusals()).slice(-2)).toEqual([
      'epic second is closed already',
      'epic second is closed; open it again first',
    ])
    await say(opened(30, { body: 'epic/second' }))
    expect((await view('second')).state).toBe('closed')
    await say(command('heimgeist /open-epic second'))

    const { state, changes, title } = await view('second')
    expect([state, title, changes.map(({ change }) => change)]).toEqual(['open', 'second', [pr(1), pr(30)]])
    expect((await mesh.events('epic.opened.v1')).at(-1)?.data).toMatchObject({ epic: 'second', reopened: true })
  })
})

describe('what belongs to an epic', () => {
  it('is linked by its text, before and after the epic is opened, with the event as evidence', async () => {
    const issue = draft('issue.opened.v1', {
      subject: `issue/${SHOP}/70`,
      data: { repository: SHOP, number: 70, title: 'Rewrite', opened_at: new Date().toISOString() },
    })
    const [early] = await say(opened(71, { title: 'Epic: rewrite, part one' }), issue)
    await say(command('heimgeist /open-epic "rewrite: Rewrite it"', `issue/${SHOP}/70`))
    const [late] = await say(opened(72, { body: 'Part of #70.' }), opened(73, { body: '> epic/rewrite\nquoted only' }))

    const { changes } = await view('rewrite')
    expect(changes.map(({ change, link }) => [change, link.text, link.events])).toEqual([
      [pr(71), 'its text names the epic', [early!.id]],
      [pr(72), `its text names issue/${SHOP}/70`, [late!.id]],
    ])
  })

  it('is taken out by hand, and no text brings it back', async () => {
    await say(command('heimgeist /unlink-epic rewrite', pr(71)))
    await say({ ...opened(71, { title: 'Epic: rewrite, part two' }), type: 'pr.updated.v1' } as never)
    expect((await view('rewrite')).changes.map(({ change }) => change)).toEqual([pr(72)])
    await say(command('heimgeist /link-epic rewrite', pr(71)))
    expect((await view('rewrite')).changes).toHaveLength(2)
  })

  it('may be linked before it is heard of, and its events may come in any order', async () => {
    await say(command('heimgeist /open-epic early\nheimgeist /link-epic early', pr(80)))
    expect((await view('early')).summary.text).toBe('tracking 1 PR, 0 merged, 0 open, 1 not heard of yet')
    await say({ ...merged(80), time: '2026-02-02T00:00:00Z' })
    await say({ ...opened(80), time: '2026-02-01T00:00:00Z' })
    expect(await view('early')).toMatchObject({
      summary: { text: 'tracking 1 PR, 1 merged, 0 open' },
      next: { text: 'nothing of it is open: close it with heimgeist /close-epic early' },
    })
  })

  it('is also an issue, an incident, and the incident that one of its changes led to', async () => {
    const detected = (id: string) =>
      draft('incident.detected.v1', {
        subject: `incident/${id}`,
        data: { title: 'Down', severity: 'error', detected_at: new Date().toISOString() },
      })
    const outcome = draft('outcome.recorded.v1', {
      subject: pr(80),
      data: {
        repository: SHOP,
        change: pr(80),
        kind: 'incident',
        by: 'incident/two',
        events: ['018f2b5c-7a00-7000-8000-000000000001'],
      },
    })
    await say(
      command('heimgeist /link-epic early', `issue/${SHOP}/70`),
      command('heimgeist /link-epic early', 'incident/one'),
    )
    await say(detected('one'), detected('two'), outcome)

    const { issues, incidents, counts } = await view('early')
    expect(issues).toMatchObject([{ subject: `issue/${SHOP}/70`, state: 'open' }])
    expect(incidents.map(({ subject, state, link }) => [subject, state, link.how])).toEqual([
      ['incident/one', 'open', 'hand'],
      ['incident/two', 'open', 'cause'],
    ])
    expect(counts['failed']).toBe(1)
    expect((await mesh.events('epic.attached.v1')).map(({ data }) => data.subject)).toHaveLength(3)
  })

  it('is linked by a comment, which can open and close nothing', async () => {
    const comment = (text: string) =>
      draft('comment.created.v1', {
        subject: pr(2),
        data: { repository: SHOP, about: pr(2), text, author: { name: 'Bo' }, created_at: new Date().toISOString() },
      })
    await say(comment('@heimgewebe/heimgeist /link-epic early'), comment('@heimgewebe/heimgeist /close-epic early'))
    await commandsHeard(mesh)
    expect((await view('early')).changes.map(({ change }) => change)).toContain(pr(2))
    expect((await refusals()).at(-1)).toBe('an epic is closed on the page or by the command line')
  })
})

describe('an event that concerns an epic', () => {
  it('may come from outside, but not from another service', async () => {
    const told = (epic: string) =>
      draft('epic.opened.v1', { subject: `epic/${epic}`, data: { epic, title: 'Outside' } })
    const linked = draft('epic.linked.v1', { subject: 'epic/outside', data: { epic: 'outside', change: pr(3) } })
    await mesh.appendAs('heimgewebe/heimlern', told('stranger'))
    await say(linked, told('outside'), told('No Name'))

    expect((await heimgeist.fetch('/epics/stranger')).status).toBe(404)
    expect((await view('outside')).changes.map(({ change }) => change)).toEqual([pr(3)])
    const { epics } = await heimgeist.json<{ epics: { epic: string }[] }>('/epics?state=open&limit=1')
    expect(epics.map(({ epic }) => epic)).toEqual(['outside'])
    for (const query of ['state=all', 'limit=0', 'limit=201', 'repository=%00'])
      expect((await heimgeist.fetch(`/epics?${query}`)).status).toBe(400)
  })

  it('is also the merge of what one of its changes waits for', async () => {
    await say(command('heimgeist /open-epic deps'), opened(121, { body: 'epic/deps\nDepends on #122' }), opened(122))
    expect((await view('deps')).blocked).toMatchObject([{ change: pr(121), unblock: `merge ${pr(122)} first` }])
    await say(merged(122))

    const said = (await mesh.events('epic.assessed.v1')).filter(({ data }) => data.epic === 'deps')
    expect(said.map(({ data }) => data.blocked?.length)).toEqual([0, 0, 1, 0])
  })
})

describe('trouble that changes of an epic share', () => {
  it('warns each open change at the same place once, at its host too, and nobody else', async () => {
    await say(command('heimgeist /open-epic schema'))
    const numbers = [101, 102, 103, 104, 105]
    await say(...numbers.map((n) => opened(n, { body: 'epic/schema' }, [n === 105 ? 'web/a.ts' : 'db/schema.sql'])))
    await say(ran(101, 'failure'))
    expect(await warned('schema')).toEqual([])
    const [second] = await say(ran(102, 'failure', 'another one'))
    expect(await warned('schema')).toEqual([pr(103), pr(104)])
    await say(ran(103, 'failure', 'a third'), ran(101, 'failure'), merged(102))

    expect(await warned('schema')).toEqual([pr(103), pr(104)])
    const { clusters, warnings, blocked } = await view('schema')
    expect(clusters).toMatchObject([{ label: 'file db/schema.sql', changes: [pr(101), pr(102), pr(103)] }])
    expect(warnings.map(({ change }) => change)).toEqual([pr(103), pr(104)])
    expect(blocked).toMatchObject([
      { change: pr(101), unblock: 'mend what makes ci/test fail: migrates' },
      { change: pr(103), unblock: 'mend what makes ci/test fail: migrates' },
    ])
    const [warning] = await mesh.events('epic.warned.v1')
    expect(warning?.data.events).toContain(second!.id)
    const comments = (await mesh.events('action.requested.v1')).filter(({ data }) =>
      JSON.stringify(data.arguments).includes('"marker":"epic"'),
    )
    expect(comments.map(({ data }) => [data.change, data.act])).toEqual([
      [pr(103), 'write_comment'],
      [pr(104), 'write_comment'],
    ])
  })

  it('is not what is known to waver', async () => {
    await say(command('heimgeist /open-epic flaky'))
    await say(...[111, 112, 113].map((n) => opened(n, { body: 'epic/flaky' }, ['src/x.ts'])))
    const guard = (number: number) =>
      draft('guard.finished.v1', {
        subject: `guard/g${number}`,
        data: {
          ...{
            repository: SHOP,
            change: pr(number),
            request: '018f2b5c-7a00-7000-8000-000000000001',
            guard: 'g',
            area: 'src',
          },
          ...{ sha: 'b'.repeat(40), verdict: 'failed', reason: 'x', exit_code: 1, duration_seconds: 1, protection: [] },
          fault: 'flaky',
        },
      })
    await say(guard(111), guard(112))
    expect([await warned('flaky'), (await view('flaky')).counts['failed']]).toEqual([[], 0])
  })
})

it('says of an epic after a rebuild from the log what it said before, and appends nothing', async () => {
  const names = ['db-migration', 'second', 'rewrite', 'early', 'schema', 'flaky', 'outside', 'deps']
  const state = async () => ({
    views: await Promise.all(names.map((name) => view(name))),
    rows: await mesh.query('select * from heimgeist.epic_warning order by change, event'),
    alarms: await mesh.query('select name, at::text from heimgeist.alarm order by name'),
    events: (await mesh.events()).length,
  })
  const before = await state()
  await readAnew(mesh, heimgeist)
  expect(await state()).toEqual(before)
})
