import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, contentHash, draft, newId, textHash } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { moduleOf } from './all-services.js'
import { SmallRepository } from './small-repository.js'

const REPOSITORY = 'acme/shop'
const RULE = 'id: raw-sql\nmessage: no raw SQL\n'

/** heimgeist, hauski, wgx and leitstand as they run in production, on a real repository. */
describe('what a person decides', () => {
  let mesh: TestMesh
  let leitstand: TestService
  let repository: SmallRepository
  let head: string

  beforeAll(async () => {
    repository = new SmallRepository(await mkdtemp(join(tmpdir(), 'heimgewebe-decided-')))
    await repository.init()
    head = await repository.commit('shop', { 'src/shop.py': 'eval(input())\n' })
    mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms' })
    const owners = [`chronik=${mesh.chronik.url}`]
    for (const name of ['heimgeist', 'hauski', 'wgx']) owners.push(`${name}=${(await boot(name)).url}`)
    leitstand = await boot('leitstand', { LEITSTAND_SERVICES: owners.join(',') })
    const data = { repository: REPOSITORY, location: repository.path, default_branch: 'main', shallow: false }
    await mesh.append(draft('repository.registered.v1', { subject: `repository/${REPOSITORY}`, data }))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(repository.path, { recursive: true, force: true })
  })

  const boot = async (name: string, more: NodeJS.ProcessEnv = {}): Promise<TestService> => {
    return mesh.boot(await moduleOf(name), more)
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: repository.path, encoding: 'utf8' }).trim()

  it('is shown, answered on the page, committed by the mesh with the proposal cited, and in force', async () => {
    const [proposal] = await mesh.appendAs(
      'heimgewebe/heimlern',
      draft('rule.proposed.v1', {
        subject: `rule/${REPOSITORY}/raw-sql`,
        data: {
          repository: REPOSITORY,
          rule: 'raw-sql',
          kind: 'lint_rule',
          name: 'No raw SQL',
          version: 1,
          rationale: 'Raw SQL led to an incident three times.',
          content: RULE,
          content_sha256: textHash(RULE),
          path: '.github/heimgewebe/raw-sql.yml',
          proof: { fires_on: [`change/${REPOSITORY}/${head}`], silent_on: 200, false_alarms: 0 },
          events: [newId()],
        },
      }),
    )
    const asked = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === proposal!.id)
    const { approvals } = await leitstand.json<{
      approvals: { request: string; text: string; content_sha256: string }[]
    }>('/api/approvals')
    const shown = approvals.find(({ request }) => request === asked.id)!
    expect(shown.text).toContain(RULE)
    const answer = (body: object): Promise<Response> =>
      leitstand.fetch(`/api/approvals/${asked.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await answer({ option: 'approve', force: 'yes' })).status).toBe(400)
    expect(git('branch', '--list')).toBe('* main')
    expect((await answer({ option: 'approve', content_sha256: shown.content_sha256 })).status).toBe(202)

    const enacted = await mesh.theOne('rule.enacted.v1', ({ data }) => data.rule === 'raw-sql')
    expect(enacted.data.proposal).toBe(proposal!.id)
    const given = await mesh.theOne('approval.given.v1', ({ data }) => data.request === asked.id)
    expect(given.causationid).toBe(asked.id)
    expect(git('show', 'heimgewebe/raw-sql-v1:.github/heimgewebe/raw-sql.yml')).toBe(RULE.trim())
    expect(git('log', '-1', '--format=%B', 'heimgewebe/raw-sql-v1')).toContain(`Heimgewebe-Proposal: ${proposal!.id}`)
    await mesh.settled()
    const chain = (await mesh.events()).filter(({ correlationid }) => correlationid === proposal!.correlationid)
    expect(chain.map(({ type }) => type).filter((type) => type !== 'alarm.rang.v1')).toEqual([
      'rule.proposed.v1',
      'decision.made.v1',
      'approval.requested.v1',
      'approval.closed.v1',
      'decision.made.v1',
      'action.requested.v1',
      'action.started.v1',
      'action.finished.v1',
      'rule.enacted.v1',
      'insight.raised.v1',
    ])
  })

  it('lets an agent look at each new change: its tools run in the sandbox, and what they find is reported', async () => {
    const definition = {
      name: 'eval-finder',
      trigger: { event_type: 'pr.opened', files_pattern: '*.py' },
      actions: [{ tool: 'no-such-tool' }, { tool: 'eval-grep', command: 'grep -n -H eval {files} && exit 1' }],
      report_to: 'chronik',
    }
    const data = {
      agent: 'eval-finder',
      version: 1,
      definition,
      definition_sha256: contentHash(definition),
      enabled: true,
    }
    await mesh.append(draft('agent.registered.v1', { subject: 'agent/eval-finder', data }))
    const [opened] = await mesh.append(
      draft('pr.opened.v1', {
        subject: `pr/${REPOSITORY}/7`,
        data: {
          repository: REPOSITORY,
          number: 7,
          branch: 'main',
          base_branch: 'main',
          head,
          title: 'Calculator',
          author: { name: 'Ada' },
          added: 1,
          deleted: 0,
          files_known: true,
          files: [{ path: 'src/shop.py', status: 'added', added: 1, deleted: 0 }],
        },
      }),
    )
    const report = await mesh.theOne('agent.reported.v1', ({ data: told }) => told.trigger === opened!.id)

    // Where no sandbox can be made nothing is run, and that is what is reported.
    const results = (await mesh.events('tool.finished.v1')).map(({ data: told }) => told.verdict)
    if (process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1') expect(results).toEqual(['not_run', 'not_run'])
    else {
      expect(report.data.summary).toBe('no-such-tool is not installed, eval-grep failed with 1 finding')
      const [, finding] = await mesh.events('tool.finished.v1')
      expect(finding!.data.findings).toMatchObject([{ path: 'src/shop.py', line: 1, text: 'eval(input())' }])
    }
    const { agents } = await leitstand.json<{ agents: { agent: string; scorecard: { fired: number } }[] }>(
      '/api/agents',
    )
    expect(agents).toMatchObject([{ agent: 'eval-finder', scorecard: { fired: 1 } }])
    expect((await mesh.events()).filter((event) => (event as AnyMeshEvent).type === 'event.parked.v1')).toEqual([])
  })
})
