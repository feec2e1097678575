import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readAgentsFile } from '@heimgewebe/agents'
import {
  type AgentRegisteredV1,
  type Draft,
  type MeshEvent,
  type PrOpenedV1,
  contentHash,
  draft,
  newId,
} from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_LEVELS: 'acme/quiet=0', HEIMGEIST_AGENT_FIRINGS_PER_DAY: '2' })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const shipped = (name: string): Record<string, unknown> => {
  const text = readFileSync(new URL(`../../../deploy/agents/${name}-1.0.0.yaml`, import.meta.url), 'utf8')
  const file = readAgentsFile(text)
  if (!file.ok) throw new Error('the example cannot be read')
  return file.agents[0]!.written
}
const registered = (definition: Record<string, unknown>, more: Partial<AgentRegisteredV1> = {}): Draft => {
  const agent = String(definition['name'])
  const data = { agent, version: 1, definition, definition_sha256: contentHash(definition), enabled: true, ...more }
  return draft('agent.registered.v1', { subject: `agent/${agent}`, data })
}
let numbers = 0
const opened = (repository: string, paths: string[], more: Partial<PrOpenedV1> = {}, time = '2026-03-01T10:00:00Z') => {
  const number = ++numbers
  return draft('pr.opened.v1', {
    subject: `pr/${repository}/${number}`,
    time,
    data: {
      repository,
      number,
      branch: 'feature',
      base_branch: 'main',
      head: 'c'.repeat(40),
      title: 'Feature',
      author: { name: 'Ada' },
      added: 1,
      deleted: 0,
      files_known: true,
      files: paths.map((path) => ({ path, status: 'modified' as const, added: 1, deleted: 0 })),
      ...more,
    },
  })
}
const say = async (...drafts: Draft[]): Promise<MeshEvent[]> => {
  const events = await mesh.append(...drafts)
  await mesh.settled()
  return events
}
const toolsOf = async (trigger: MeshEvent): Promise<MeshEvent<'tool.requested.v1'>[]> =>
  (await mesh.events('tool.requested.v1')).filter(({ data }) => data.trigger === trigger.id)
/** What wgx says of a tool. */
const found = (request: MeshEvent<'tool.requested.v1'>, verdict: 'passed' | 'failed' | 'missing', lines = 0): Draft =>
  draft('tool.finished.v1', {
    subject: request.subject,
    correlationid: request.correlationid,
    data: {
      agent: request.data.agent,
      tool: request.data.tool,
      request: request.id,
      repository: request.data.repository,
      verdict,
      findings: Array.from({ length: lines }, () => ({ path: 'a.py', text: 'shell=True' })),
      duration_seconds: 1,
    },
  })

describe('agents', () => {
  it('fire from the next event on, their tools in order, and stop when they are removed', async () => {
    const [before] = await say(opened('acme/shop', ['a.py']))
    await say(registered(shipped('security-scanner')))
    const [python, text] = await say(opened('acme/shop', ['src/a.py']), opened('acme/shop', ['a.md']))

    expect(await toolsOf(before!)).toEqual([])
    expect(await toolsOf(text!)).toEqual([])
    expect(
      (await toolsOf(python!)).map(({ data, actor }) => [data.tool, data.order, data.files, data.sha, actor]),
    ).toEqual([
      ['bandit', 0, ['src/a.py'], 'c'.repeat(40), 'agent/security-scanner'],
      ['safety', 1, ['src/a.py'], 'c'.repeat(40), 'agent/security-scanner'],
    ])
    const decision = (await mesh.events('decision.made.v1')).find(({ data }) => data.about === python!.id)
    expect(decision?.data).toMatchObject({ agent: 'security-scanner', act: 'look', chosen: 'run-tools', level: 2 })

    await say(draft('agent.removed.v1', { subject: 'agent/security-scanner', data: { agent: 'security-scanner' } }))
    const [after] = await say(opened('acme/shop', ['a.py']))
    expect(await toolsOf(after!)).toEqual([])
  })

  it('report once all their tools are done, a missing one too, in their own name', async () => {
    await say(registered(shipped('security-scanner'), { version: 2 }))
    const [trigger] = await say(opened('acme/report', ['a.py']))
    const [bandit, safety] = await toolsOf(trigger!)
    await say(found(safety!, 'missing'))
    expect((await mesh.events('agent.reported.v1')).filter(({ data }) => data.trigger === trigger!.id)).toEqual([])
    await say(found(bandit!, 'failed', 2))

    const [report, ...others] = (await mesh.events('agent.reported.v1')).filter(
      ({ data }) => data.trigger === trigger!.id,
    )
    expect(others).toEqual([])
    expect(report).toMatchObject({
      actor: 'agent/security-scanner',
      subject: 'agent/security-scanner',
      data: { outcome: 'failed', findings: 2, summary: 'bandit failed with 2 findings, safety is not installed' },
    })
    expect(report!.data.events).toHaveLength(2)
    expect(report!.correlationid).toBe(trigger!.correlationid)
  })

  it('raise what they found for a decision where their file says so', async () => {
    await say(registered(shipped('performance-watcher')))
    const ran = (regression: boolean | undefined): Draft =>
      draft('ci.result.v1', {
        subject: 'ci/acme/shop/1',
        data: {
          repository: 'acme/shop',
          sha: 'd'.repeat(40),
          pipeline: 'bench',
          outcome: 'success',
          finished_at: '2026-03-01T10:00:00Z',
          ...(regression === undefined ? {} : { performance_regression: regression }),
        },
      })
    const [slow, fast, silent] = await say(ran(true), ran(false), ran(undefined))
    const requests = await toolsOf(slow!)
    expect(requests.map(({ data }) => [data.tool, data.change])).toEqual([
      ['profiler', `change/acme/shop/${'d'.repeat(40)}`],
      ['benchmark', `change/acme/shop/${'d'.repeat(40)}`],
    ])
    expect([...(await toolsOf(fast!)), ...(await toolsOf(silent!))]).toEqual([])
    await say(...requests.map((request) => found(request, 'failed', 1)))

    const report = (await mesh.events('agent.reported.v1')).find(({ data }) => data.trigger === slow!.id)
    const decision = (await mesh.events('decision.made.v1')).find(({ data }) => data.about === report!.id)
    expect(report?.data.escalated_to).toBe('heimgeist')
    expect(decision).toMatchObject({ causationid: report!.id, data: { agent: 'performance-watcher', chosen: 'warn' } })
  })

  it('keep to their budget, their level, and the present', async () => {
    const py = ['a.py']
    const [one, two, three, nextDay] = await say(
      opened('acme/busy', py),
      opened('acme/busy', py),
      opened('acme/busy', py),
      opened('acme/busy', py, {}, '2026-03-02T10:00:00Z'),
    )
    const counts = await Promise.all([one, two, three, nextDay].map(async (event) => (await toolsOf(event!)).length))
    expect(counts).toEqual([2, 2, 0, 2])
    const [quiet] = await say(opened('acme/quiet', py))
    expect(await toolsOf(quiet!)).toEqual([])

    await say(
      draft('repository.registered.v1', {
        subject: 'repository/acme/old',
        time: '2026-03-01T10:00:00Z',
        data: { repository: 'acme/old', location: '/old', default_branch: 'main', shallow: false },
      }),
    )
    const [old] = await say(opened('acme/old', py, {}, '2019-01-01T10:00:00Z'))
    expect(await toolsOf(old!)).toEqual([])
  })

  it('do nothing while they are off, and are set aside with the field named when they cannot be read', async () => {
    const off = { ...shipped('security-scanner'), name: 'sleeper' }
    const [, broken] = await say(
      registered(off, { enabled: false }),
      registered({ ...off, name: 'broken', trigger: { event_type: 'pr.opend' } }),
    )
    const [trigger] = await say(opened('acme/off', ['a.py']))
    expect((await toolsOf(trigger!)).map(({ data }) => data.agent)).not.toContain('sleeper')

    const parked = (await mesh.events('event.parked.v1')).find(({ data }) => data.event === broken!.id)
    expect(parked?.data.reason).toContain('trigger.event_type: "pr.opend" triggers nothing')
  })

  it('have a scorecard that people write into', async () => {
    const [report] = await mesh.events('agent.reported.v1')
    await say(
      draft('feedback.given.v1', {
        subject: report!.subject,
        data: { about: report!.id, verdict: 'deny', by: 'person/ada', note: newId() },
      }),
    )
    const { scorecard, ...agent } = await heimgeist.json<{ scorecard: object; enabled: boolean }>(
      '/agents/security-scanner',
    )

    expect(scorecard).toMatchObject({ failed: 1, bad: 1, good: 0 })
    expect(agent).toMatchObject({ version: 2, enabled: true, removed: false })
    expect((await heimgeist.fetch('/agents/nobody')).status).toBe(404)
  })

  it('say nothing more when the log is delivered twice', async () => {
    const before = [await mesh.events(), await mesh.query('select * from heimgeist.firing order by agent, trigger')]
    await mesh.redeliverAll()

    expect([await mesh.events(), await mesh.query('select * from heimgeist.firing order by agent, trigger')]).toEqual(
      before,
    )
  })
})
