import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, draft, newId } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { dayOf, sha } from './given-events.js'

const SHOP = 'acme/shop'
const subject = (n: number): string => `change/${SHOP}/${sha(n)}`
const commit = (n: number, fixes: readonly number[] = []): Draft =>
  draft('change.recorded.v1', {
    subject: subject(n),
    time: dayOf(n),
    data: {
      repository: SHOP,
      change: subject(n),
      sha: sha(n),
      parents: [],
      author: { name: `Author ${n}` },
      authored_at: dayOf(n),
      committed_at: dayOf(n),
      title: `Change ${n}`,
      fixes: fixes.map(sha),
      added: 1,
      deleted: 0,
      files: [{ path: 'src/a.ts', status: 'modified', added: 1, deleted: 0 }],
    },
  })
const imported = draft('repository.imported.v1', {
  subject: `repository/${SHOP}`,
  data: { repository: SHOP, commits: 9, pull_requests: 0, releases: 0, open_changes: 0, seconds: 1 },
})
const removed = [1, 2, 3].map((n) => ({ change: subject(n), language: 'TypeScript', code: `run(${n})` }))

describe('a lint rule of a language model', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start({ HEIMLERN_LINT_GOOD: '5' })
    const models = [
      { name: 'local', url: 'http://127.0.0.1:1/v1', model: 'm', usd_per_million: { input: 0, output: 0 } },
    ]
    await writeFile(
      join(mesh.settings['HEIMGEWEBE_HOME']!, 'models.json'),
      JSON.stringify({ models, uses: ['lint_rule'] }),
    )
    await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(
      ...[1, 2, 3, 4, 5].map((n) => commit(n)),
      ...[11, 12, 13].map((n) => commit(n, [n - 10])),
      imported,
    )
    await mesh.settled()
  })
  afterAll(() => mesh.stop())

  const mined = async (more: Partial<EventData['mining.finished.v1']>): Promise<void> => {
    const data = {
      repository: SHOP,
      request: newId(),
      verdict: 'done' as const,
      reason: 'x',
      rules: [],
      refused: [],
      duration_seconds: 1,
    }
    await mesh.appendAs(
      'heimgewebe/wgx',
      draft('mining.finished.v1', { subject: `mining/${SHOP}`, data: { ...data, ...more } }),
    )
    await mesh.settled()
  }
  const written = async (request: string, source = 'heimgewebe/heimgeist'): Promise<void> => {
    const rule = { language: 'TypeScript', pattern: 'run($A)' }
    const data = {
      request,
      use: 'lint_rule' as const,
      about: `mining/${SHOP}`,
      repository: SHOP,
      outcome: 'written' as const,
      model: 'local',
      rule,
      calls: [],
      tokens: 1,
      usd: 0,
    }
    await mesh.appendAs(source, draft('text.finished.v1', { subject: `mining/${SHOP}`, data }))
    await mesh.settled()
  }

  it('is asked for where nothing was found, with one piece of code a bad change', async () => {
    const [asked] = await mesh.events('mining.requested.v1')
    expect(asked!.data.show_code).toBe(true)
    await mined({ removed: removed.slice(0, 2) })
    expect(await mesh.events('text.requested.v1')).toEqual([])

    await mined({ removed })
    const [wish, ...more] = await mesh.events('text.requested.v1')
    expect(more).toEqual([])
    expect(wish!.data).toMatchObject({ use: 'lint_rule', about: `mining/${SHOP}`, requested_by: 'heimlern' })
    expect(wish!.data.facts.map(({ text }) => text)).toEqual([1, 2, 3].map((n) => `TypeScript:\nrun(${n})`))
  })

  it('is tried on the same past once, and only where heimgeist answers what was asked', async () => {
    const [wish] = await mesh.events('text.requested.v1')
    await written(newId())
    await written(wish!.id, 'heimgewebe/sichter')
    expect(await mesh.events('mining.requested.v1')).toHaveLength(1)

    await written(wish!.id)
    await written(wish!.id)
    const [first, second, ...more] = await mesh.events('mining.requested.v1')
    expect(more).toEqual([])
    const { show_code: _, ...same } = first!.data
    const [text] = (await mesh.events('text.finished.v1')).filter(({ data }) => data.request === wish!.id).slice(1)
    expect(second!.data).toEqual({
      ...same,
      proposals: [{ language: 'TypeScript', pattern: 'run($A)', model: 'local', text: text!.id }],
    })
  })

  it('is proposed with its proof and the mark of the model, and waits for a yes like any other', async () => {
    const rule = {
      rule: 'no-run-1a2b3c4d',
      language: 'TypeScript',
      construct: 'run($A)',
      content: 'id: no-run-1a2b3c4d\n',
    }
    const proof = { fires_on: [1, 2, 3].map(subject), misses: 0, silent_on: 5, false_alarms: 0, fixes: 3 }
    await mined({ rules: [{ ...rule, ...proof, written_by: 'local' }] })
    const [proposal] = await mesh.events('rule.proposed.v1')
    expect(proposal!.data).toMatchObject({
      kind: 'lint_rule',
      name: 'Lint-Rule no-run-1a2b3c4d, written by local',
      rationale: expect.stringMatching(/^The language model local wrote its pattern; it was tried like any other\./),
      written_by: 'model',
      model: 'local',
      proof: { silent_on: 5, false_alarms: 0 },
    })
    expect(await mesh.events('rule.enacted.v1')).toEqual([])
  })
})
