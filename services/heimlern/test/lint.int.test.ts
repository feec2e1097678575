import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, type EventType, type MeshEvent, draft, newId } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { dayOf, sha } from './given-events.js'

let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMLERN_ENOUGH_NOISE: '4', HEIMLERN_LINT_GOOD: '5' })
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const RULE = 'no-db-query-1a2b3c4d'
const CONTENT = `id: ${RULE}\nlanguage: TypeScript\nmessage: Not again.\nrule:\n  pattern: db.query($A)\n`

/** What the importer, wgx, heimgeist and hosts say of one repository. */
class Shop {
  private static count = 0
  readonly name = `acme/lint-${++Shop.count}`

  subject(n: number): string {
    return `change/${this.name}/${sha(n)}`
  }

  /** The n-th commit, one a day; `fixes`: the commits that it repairs. */
  commit(n: number, fixes: readonly number[] = [], author = `Author ${n}`): Draft {
    return draft('change.recorded.v1', {
      subject: this.subject(n),
      time: dayOf(n),
      data: {
        repository: this.name,
        change: this.subject(n),
        sha: sha(n),
        parents: [],
        author: { name: author },
        authored_at: dayOf(n),
        committed_at: dayOf(n),
        title: `Change ${n}`,
        fixes: fixes.map(sha),
        added: 1,
        deleted: 0,
        files: [{ path: 'src/a.ts', status: 'modified', added: 1, deleted: 0 }],
      },
    })
  }

  imported(): Draft {
    const counts = { commits: 9, pull_requests: 0, releases: 0, open_changes: 0, seconds: 1 }
    return draft('repository.imported.v1', {
      subject: `repository/${this.name}`,
      data: { repository: this.name, ...counts },
    })
  }

  /** What wgx found: one rule that these commits speak for. */
  async mined(bad: readonly number[], source = 'heimgewebe/wgx'): Promise<void> {
    const rule = {
      rule: RULE,
      language: 'TypeScript',
      construct: 'db.query($A)',
      content: CONTENT,
      fires_on: bad.map((n) => this.subject(n)),
      misses: 0,
      silent_on: 200,
      false_alarms: 0,
      fixes: bad.length,
    }
    const data = { repository: this.name, request: newId(), verdict: 'done' as const, reason: 'one rule' }
    const found = { rules: [rule], refused: [], duration_seconds: 1 }
    await mesh.appendAs(
      source,
      draft('mining.finished.v1', { subject: `mining/${this.name}`, data: { ...data, ...found } }),
    )
  }

  /** A rule that was proposed comes into force. */
  async enact(): Promise<void> {
    const [proposal] = await this.said('rule.proposed.v1')
    const { rule, kind, version, content_sha256 } = proposal!.data
    const data = {
      repository: this.name,
      rule,
      kind,
      version,
      content_sha256,
      proposal: proposal!.id,
      by: 'person/ada',
    }
    await mesh.append(draft('rule.enacted.v1', { subject: `rule/${this.name}/${rule}`, data }))
  }

  checked(number: number, fires: boolean): Draft {
    const data = {
      repository: this.name,
      change: `pr/${this.name}/${number}`,
      request: newId(),
      guard: LEARNED_RULES,
      area: '*',
      verdict: fires ? ('failed' as const) : ('passed' as const),
      reason: 'as the rules say',
      duration_seconds: 1,
      protection: [],
      ...(fires ? { failures: [{ name: RULE, message: 'src/a.ts:3' }] } : {}),
    }
    return draft('guard.finished.v1', { subject: `guard/${newId()}`, data })
  }

  merged(number: number): Draft {
    const data = { repository: this.name, number, title: 'x', strategy: 'squash' as const, merged_at: dayOf(40) }
    return draft('pr.merged.v1', { subject: `pr/${this.name}/${number}`, data })
  }

  async said<T extends EventType>(type: T): Promise<MeshEvent<T>[]> {
    await mesh.settled()
    return (await mesh.events(type)).filter(({ partitionkey }) => partitionkey === this.name)
  }

  async asked(): Promise<EventData['mining.requested.v1'][]> {
    return (await this.said('mining.requested.v1')).map(({ data }) => data)
  }
}

/** Three bad changes, four good ones, and the fixes of the bad ones. */
const history = (shop: Shop): Draft[] => [
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => shop.commit(n)),
  ...[11, 12, 13].map((n) => shop.commit(n, [n - 10])),
]

describe('what fixes took out', () => {
  it('is asked once a history with three repairs was read, with the good changes of it', async () => {
    const shop = new Shop()
    await mesh.append(...history(shop))
    expect(await shop.asked()).toEqual([])
    await mesh.append(shop.imported())

    expect(await shop.asked()).toEqual([
      {
        repository: shop.name,
        cases: [3, 2, 1].map((n) => ({
          change: shop.subject(n),
          sha: sha(n),
          fix: sha(n + 10),
          group: expect.stringMatching(/^[0-9a-f]{16}$/),
        })),
        good: [7, 6, 5, 4].map(sha),
        support: 3,
        good_wanted: 5,
      },
    ])
  })

  it('is asked again when one more repair comes, and not for the same repair told twice', async () => {
    const shop = new Shop()
    await mesh.append(...history(shop), shop.imported())
    await mesh.append(shop.commit(14, [4]), shop.commit(15, [4, 5]))

    expect((await shop.asked()).map(({ cases }) => cases.length)).toEqual([3, 4, 6])
  })

  it('is not asked of two repairs, of three of one author and day, or of one fix', async () => {
    const [few, same] = [new Shop(), new Shop()]
    await mesh.append(...[1, 2].map((n) => few.commit(n)), few.commit(11, [1]), few.commit(12, [2]), few.imported())
    const sameDay = [1, 2, 3].map((n) => {
      const { data, ...rest } = same.commit(n, [], 'Ada') as Draft<'change.recorded.v1'>
      return { ...rest, data: { ...data, committed_at: dayOf(1) } } as Draft
    })
    await mesh.append(...sameDay, ...[11, 12, 13].map((n) => same.commit(n, [n - 10])), same.imported())

    const one = new Shop()
    await mesh.append(...[1, 2, 3].map((n) => one.commit(n)), one.commit(11, [1, 2, 3]), one.imported())

    expect([await few.asked(), await same.asked(), await one.asked()]).toEqual([[], [], []])
  })

  it('is asked after an incident whose cause and end are known, by the commits that changes became', async () => {
    const shop = new Shop()
    const resolved = draft('incident.resolved.v1', {
      subject: `incident/${newId()}`,
      data: {
        repository: shop.name,
        caused_by: `pr/${shop.name}/3`,
        fixed_by: shop.subject(13),
        resolved_at: dayOf(20),
      },
    })
    const merged = shop.merged(3) as Draft<'pr.merged.v1'>
    await mesh.append({ ...merged, data: { ...merged.data, merge_sha: sha(3) } } as Draft)
    await mesh.append(shop.commit(1), shop.commit(2), shop.commit(11, [1]), shop.commit(12, [2]), resolved)

    expect((await shop.asked())[0]?.cases[0]).toMatchObject({ change: `pr/${shop.name}/3`, sha: sha(3), fix: sha(13) })
  })
})

describe('a lint rule', () => {
  it('is proposed with its proof and its pattern, once, and only on the word of who reads code', async () => {
    const shop = new Shop()
    await mesh.append(...history(shop), shop.imported())
    await shop.mined([1, 2, 3], 'heimgewebe/sichter')
    expect(await shop.said('rule.proposed.v1')).toEqual([])
    await shop.mined([1, 2, 3])
    await shop.mined([1, 2, 3])

    const [proposal, ...more] = await shop.said('rule.proposed.v1')
    const [pattern] = await shop.said('pattern.learned.v1')
    expect(more).toEqual([])
    expect(proposal?.data).toMatchObject({
      rule: RULE,
      kind: 'lint_rule',
      version: 1,
      content: CONTENT,
      content_sha256: hash('sha256', CONTENT, 'hex'),
      path: `.heimgewebe/rules/${RULE}.yml`,
      proof: { fires_on: [1, 2, 3].map((n) => shop.subject(n)), misses: 0, silent_on: 200, false_alarms: 0 },
      pattern: pattern?.data.pattern,
      written_by: 'facts',
    })
    expect(pattern?.data.statement).toBe(
      'Fixes took “db.query($A)” out of 3 changes; of 200 good ones that were tried, none has it.',
    )
    expect(pattern?.data.cases[0]?.events.length).toBeGreaterThan(1)
  })

  it('is not made of what good changes have too, and that can be read', async () => {
    const shop = new Shop()
    const refused = [
      {
        language: 'Go',
        construct: 'panic($A)',
        reason: '9 of 200 good changes have it too',
        cases: 3,
        silent_on: 191,
        false_alarms: 9,
      },
    ]
    const data = {
      repository: shop.name,
      request: newId(),
      verdict: 'done' as const,
      reason: 'no rule',
      duration_seconds: 1,
    }
    const finished = draft('mining.finished.v1', {
      subject: `mining/${shop.name}`,
      data: { ...data, rules: [], refused },
    })
    await mesh.appendAs('heimgewebe/wgx', finished)

    expect(await shop.said('rule.proposed.v1')).toEqual([])
    const answer = await service.fetch(`/minings?repository=${shop.name}`)
    expect(await answer.json()).toMatchObject({
      minings: [{ repository: shop.name, reason: 'no rule', rules: [], refused }],
    })
  })

  it('has helped where what it named was taken out, and was noise where a change was merged in spite of it', async () => {
    const shop = new Shop()
    await shop.mined([1, 2, 3])
    await shop.enact()
    await mesh.append(shop.checked(21, true), shop.checked(21, true), shop.checked(21, false))
    await mesh.append(shop.checked(22, true), shop.merged(22), shop.checked(23, false), shop.merged(23))

    const measured = (await shop.said('rule.measured.v1')).at(-1)
    expect(measured?.data).toMatchObject({ rule: RULE, matched: 1, helped: 1, noise: 0, worth: 'unclear' })
    const { rules } = (await (await service.fetch(`/rules?repository=${shop.name}`)).json()) as {
      rules: { kind: string; measure: object }[]
    }
    expect(rules).toMatchObject([{ kind: 'lint_rule', state: 'in_force', measure: { helped: 1, noise: 1, missed: 0 } }])
    expect(await shop.said('outcome.recorded.v1')).toEqual([])
  })

  it('is retired when nobody listens to it, and proposed again once twice as many speak for it', async () => {
    const shop = new Shop()
    await shop.mined([1, 2, 3])
    await shop.enact()
    for (const n of [31, 32, 33, 34]) await mesh.append(shop.checked(n, true), shop.merged(n))
    expect((await shop.said('rule.retired.v1')).map(({ data }) => data)).toMatchObject([
      { rule: RULE, kind: 'lint_rule', by: 'service/heimlern' },
    ])
    await shop.mined([1, 2, 3, 4])
    expect(await shop.said('rule.proposed.v1')).toHaveLength(1)
    await shop.mined([1, 2, 3, 4, 5, 6])

    expect((await shop.said('rule.proposed.v1')).map(({ data }) => data.version)).toEqual([1, 2])
  })
})
