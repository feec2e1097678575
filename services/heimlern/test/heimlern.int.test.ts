import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { PR, SHOP, change, commit, dayOf, eventId, guard, pull, sha } from './given-events.js'

let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start()
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const recorded = (n: number, more: Partial<EventData['change.recorded.v1']> = {}): Draft =>
  draft('change.recorded.v1', { subject: commit(n), time: dayOf(n), data: change(n, more) })
const finished = (n: number, more: Parameters<typeof guard>[1] = {}): Draft =>
  draft('guard.finished.v1', { subject: `guard/${eventId(n)}`, data: guard(eventId(n), more) })
const opened = (head: number): Draft => draft('pr.opened.v1', { subject: PR, data: pull(head) })
const merged = (n: number): Draft =>
  draft('pr.merged.v1', {
    subject: PR,
    data: {
      repository: SHOP,
      number: 42,
      title: 'Feature',
      strategy: 'squash',
      merge_sha: sha(n),
      merged_at: dayOf(n),
    },
  })

/** A repository for one test: the examples, under another name. */
class Shop {
  private static count = 0
  readonly name = `acme/shop-${++Shop.count}`

  /** An example as it is in this repository. */
  its<T>(example: T): T {
    return JSON.parse(JSON.stringify(example).replaceAll(SHOP, this.name)) as T
  }

  append(...drafts: Draft[]): Promise<MeshEvent[]> {
    return mesh.append(...drafts.map((example) => this.its(example)))
  }

  async said(from: TestMesh = mesh) {
    await from.settled()
    const all = [...(await from.events('outcome.recorded.v1')), ...(await from.events('outcome.counted.v1'))]
    return all
      .filter(({ data }) => data.repository === this.name)
      .map(({ id, subject, data }) => ({ id, subject, data }))
  }

  async outcomes(): Promise<string[]> {
    await mesh.settled()
    const all = await mesh.events('outcome.recorded.v1')
    return all.filter(({ data }) => data.repository === this.name).map(({ data }) => `${data.kind} ${data.change}`)
  }

  async counts(scope: string): Promise<string[]> {
    await mesh.settled()
    const path = `/counts?repository=${this.name}&scope=${scope}`
    const body = await service.json<{ counts: { key: string; changes: number; bad: number }[] }>(path)
    return body.counts.map(({ key, bad, changes }) => `${key} ${bad}/${changes}`)
  }
}

/** Everything in the tables but the mesh's own, in a fixed order. */
const state = () =>
  Promise.all(
    ['unit', 'tally', 'stands_for', 'merged_as', 'proposal', 'outcome'].map((table) =>
      mesh.query(`select to_jsonb(t) - 'seq' as row from heimlern.${table} t order by 1`),
    ),
  )

describe('heimlern', () => {
  it('carries a guard run on to an outcome and to counts, under the correlation of the run', async () => {
    const shop = new Shop()
    const correlationid = eventId(77)
    await shop.append(opened(9), { ...finished(1), correlationid })
    await mesh.settled()

    const chain = (await mesh.events()).filter((event) => event.correlationid === correlationid)
    const counted = Array.from({ length: 3 }, () => 'outcome.counted.v1')
    expect(chain.map(({ type }) => type)).toEqual(['guard.finished.v1', 'outcome.recorded.v1', ...counted])
    expect(chain.slice(1).every(({ causationid }) => causationid === chain[0]?.id)).toBe(true)
    expect(chain.at(-1)?.data).toMatchObject({
      scope: 'rule',
      key: 'auth-tests',
      changes: 1,
      bad: 1,
      events: [chain[1]?.id],
    })
    expect(await shop.counts('rule')).toEqual(['auth-tests 1/1'])
  })

  it('takes the areas from the configuration where there is one', async () => {
    const shop = new Shop()
    const areas = [{ name: 'auth', paths: ['src/auth/**'] }]
    const configured = { repository: SHOP, sha: sha(1), areas, guards: [], problems: [] }
    await shop.append(
      draft('configuration.recorded.v1', { subject: `repository/${SHOP}`, data: configured }),
      recorded(1),
      recorded(2, { fixes: [sha(1)] }),
    )

    expect(await shop.counts('area')).toEqual(['auth 1/2'])
  })

  it('counts a pull request and the commit that it became as one change', async () => {
    const shop = new Shop()
    const fix = recorded(10, { fixes: [sha(9)] })
    await shop.append(opened(8), finished(1), merged(9), recorded(9, { number: 42 }), fix)

    expect(await shop.outcomes()).toEqual(shop.its([`guard_failed ${PR}`, `fixed ${commit(9)}`]))
    expect(await shop.counts('repository')).toEqual([`${shop.name} 1/2`])
  })

  it('knows the commit of a pull request by the number in its message where the merge comes later', async () => {
    const shop = new Shop()
    await shop.append(opened(8), finished(1), recorded(9, { number: 42 }), merged(9), recorded(9, { number: 42 }))

    expect(await shop.counts('repository')).toEqual([`${shop.name} 1/1`])
  })

  it('counts an outcome of a pull request for its head or its merged commit, where these are counted', async () => {
    const shop = new Shop()
    await shop.append(recorded(1), opened(1), finished(1))
    expect(await shop.counts('repository')).toEqual([`${shop.name} 1/1`])

    await shop.append(recorded(2), merged(2), finished(2))
    expect(await shop.counts('repository')).toEqual([`${shop.name} 2/2`])
  })

  it('finds the change of a CI failure by commit, head and number, and waits for one that is not there', async () => {
    const shop = new Shop()
    const failed = (n: number, more: Partial<EventData['ci.result.v1']> = {}) =>
      draft('ci.result.v1', {
        subject: `ci/${SHOP}/${sha(n)}`,
        data: { repository: SHOP, sha: sha(n), pipeline: 'build', outcome: 'failure', finished_at: dayOf(30), ...more },
      })
    const branch = `branch/${SHOP}/feature`
    const { number: _number, ...ahead } = pull(2)
    await shop.append(recorded(1), draft('pr.opened.v1', { subject: branch, data: ahead }))
    await shop.append(
      failed(1),
      failed(1),
      failed(2),
      failed(3, { number: 42 }),
      failed(4),
      failed(5, { outcome: 'success' }),
    )

    const changes = [commit(1), branch, PR, commit(4)]
    expect(await shop.outcomes()).toEqual(shop.its(changes.map((subject) => `ci_failed ${subject}`)))
    expect(await shop.counts('repository')).toEqual([`${shop.name} 3/3`])
    await shop.append(recorded(4))
    expect(await shop.counts('repository')).toEqual([`${shop.name} 4/4`])
  })

  it('records one outcome for an incident that is found and resolved', async () => {
    const shop = new Shop()
    const found = { title: 'Down', severity: 'error' as const, detected_at: dayOf(3), caused_by: commit(1) }
    await shop.append(
      recorded(1),
      draft('incident.detected.v1', { subject: 'incident/7', data: found }),
      draft('incident.resolved.v1', { subject: 'incident/7', data: { resolved_at: dayOf(4), caused_by: commit(1) } }),
    )

    expect(await shop.outcomes()).toEqual(shop.its([`incident ${commit(1)}`]))
  })

  it('counts right around an event that fails in the middle of a batch and is parked', async () => {
    const shop = new Shop()
    const repository = `${SHOP}\0`
    const data = { repository, sha: sha(1), pipeline: 'build', outcome: 'failure' as const, finished_at: dayOf(3) }
    const poison = draft('ci.result.v1', { subject: `ci/${SHOP}/${sha(1)}`, partitionkey: SHOP, data })
    await shop.append(
      recorded(1),
      recorded(2, { fixes: [sha(1)] }),
      poison,
      recorded(3),
      recorded(4, { fixes: [sha(3)] }),
    )

    expect(await shop.outcomes()).toEqual(shop.its([`fixed ${commit(1)}`, `fixed ${commit(3)}`]))
    expect(await shop.counts('repository')).toEqual([`${shop.name} 2/4`])
    expect(await mesh.events('event.parked.v1')).toHaveLength(1)
  })

  it('shows outcomes by change and refuses a wrong query', async () => {
    const shop = new Shop()
    await shop.append(recorded(1), recorded(2, { reverts: [sha(1)] }))
    await mesh.settled()

    const reverted = shop.its({ change: commit(1), kind: 'reverted', by: commit(2), counted_as: commit(1), days: 1 })
    expect(await service.json(shop.its(`/outcomes?change=${commit(1)}`))).toEqual({
      outcomes: [expect.objectContaining(reverted)],
    })
    for (const path of [
      '/outcomes?limit=0',
      '/counts?limit=1001',
      '/counts?scope=planet',
      '/outcomes?change=a&change=b',
    ])
      expect((await service.fetch(path)).status).toBe(400)
    expect((await service.fetch('/counts', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
  })

  it('takes a log to the same state and the same events, cut by restarts, delivered twice, or all at once', async () => {
    const shop = new Shop()
    const history = (from: number, to: number): Draft[] =>
      Array.from({ length: to - from }, (_, i) => from + i).flatMap((n) => {
        const fixes = n % 4 === 0 ? { fixes: [sha(n - 1), sha(n + 30)] } : {}
        const reverts = n % 9 === 0 ? { reverts: [sha(1)] } : {}
        const verdict = n % 20 === 0 ? 'passed' : 'failed'
        return [
          recorded(n, { ...fixes, ...reverts }),
          ...(n % 10 === 0 ? [finished(n, { change: commit(n), verdict })] : []),
        ]
      })
    const appended: MeshEvent[] = []
    for (const [from, to] of [
      [1, 60],
      [60, 62],
      [62, 130],
    ] as const) {
      appended.push(...(await shop.append(...history(from, to))))
      await mesh.settled()
      await service.restart()
    }
    const said = await shop.said()
    const before = await state()
    expect(said.length).toBeGreaterThan(100)

    await mesh.redeliverAll()
    expect(await shop.said()).toEqual(said)
    expect(await state()).toEqual(before)

    const other = await TestMesh.start()
    try {
      await other.append(...appended.map(({ type, subject, id, time, data }) => ({ type, subject, id, time, data })))
      await other.boot((source) => AppModule.fromEnvironment(source))
      expect(await shop.said(other)).toEqual(said)
    } finally {
      await other.stop()
    }
  })
})
