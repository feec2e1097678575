import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Kysely } from 'kysely'
import { draft, type Draft, type EventData, type MeshEvent } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { type Judgement, MODEL } from '../src/decisions/judgement.js'
import { readCommit } from '../src/decisions/past/read-change.js'
import type { Input, Taken } from '../src/decisions/take-input.js'
import { JudgementStore } from '../src/io/judgement-store.js'
import type { SichterTables } from '../src/io/tables.js'
import { commit, givenHistory, opened, recorded, timeOf } from './given-history.js'

let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({ SICHTER_SNAPSHOT_EVERY: '150' })
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

/** Appends many events, in parts that a busy machine can take. */
const appendAll = async (drafts: readonly Draft[]): Promise<void> => {
  for (let from = 0; from < drafts.length; from += 50) await mesh.append(...drafts.slice(from, from + 50))
}

const risksOf = async (repository: string) => {
  await mesh.settled()
  const all = await mesh.events('risk.assessed.v1')
  return all.filter(({ data }) => data.repository === repository)
}

interface Evaluation {
  readonly capture: { readonly bad: number; readonly top20: number }
  readonly gain: readonly { readonly looked_at: number; readonly score: number; readonly baseline: number }[]
  readonly reliability: {
    readonly ripe: number
    readonly bins: readonly Record<'from' | 'to' | 'changes' | 'bad' | 'said' | 'observed' | 'low' | 'high', number>[]
  }
}

/** Judgements without what differs between repositories: their names and the ids of their events. */
const essence = (risks: Awaited<ReturnType<typeof risksOf>>) =>
  risks.map(({ data: { percentile, probability, signal, reasons, baseline } }) => ({
    percentile,
    probability,
    signal,
    baseline,
    reasons: reasons.map(({ kind, text, events }) => `${kind} ${text} ${events.length}`),
  }))

const incident = (repository: string, n: number, more: Partial<EventData['incident.detected.v1']> = {}): Draft =>
  draft('incident.detected.v1', {
    subject: `incident/${repository}-${n}`,
    time: timeOf(100 + n),
    data: {
      repository,
      title: 'Login is down',
      severity: 'critical',
      detected_at: timeOf(100 + n),
      files: ['src/auth/login.ts'],
      ...more,
    },
  })

describe('sichter', () => {
  it('gives no signal, no probability and no reasons where there is no past', async () => {
    const repository = 'fresh/one'
    await mesh.append(recorded(commit(1, { repository })))
    const [risk] = await risksOf(repository)

    expect(risk?.data).toMatchObject({ signal: 'none', probability: null, reasons: [], open: false })
    expect(risk?.subject).toBe(commit(1, { repository }).change)
  })

  it.each([2, 3])('says of a file that it was involved in %i incidents, and names them', async (count) => {
    const repository = `incidents/${count}`
    await mesh.append(recorded(commit(1, { repository })))
    const told = await mesh.append(...Array.from({ length: count }, (_, n) => incident(repository, n)))
    await mesh.append(opened(count, ['src/auth/login.ts'], { repository }))
    const risks = await risksOf(repository)

    expect(risks.at(-1)?.data.open).toBe(true)
    expect(risks.at(-1)?.data.reasons[0]).toEqual({
      kind: 'file-incidents',
      text: `src/auth/login.ts was involved in ${count} incidents`,
      events: told.map(({ id }) => id),
      // The one fact that is weighed: what the score itself adds for as many incidents.
      adds: Math.round(Math.log1p(count) * 1000) / 1000,
      weight: 1,
    })
  })

  it('learns the cause of an incident from its resolution, which names no repository', async () => {
    const repository = 'incidents/cause'
    const cause = commit(1, { repository })
    await mesh.append(recorded(cause), incident(repository, 1, { files: [] }))
    await mesh.append(
      draft('incident.resolved.v1', {
        subject: `incident/${repository}-1`,
        data: { caused_by: cause.change, resolved_at: timeOf(102) },
      }),
    )
    await mesh.append(opened(7, ['src/auth/login.ts'], { repository }))
    const risks = await risksOf(repository)

    expect(risks.at(-1)?.data.reasons[0]?.text).toBe(
      `src/auth/login.ts was involved in 1 incident, caused by ${cause.sha.slice(0, 12)}`,
    )
    const { outcome } = await service.json<{ outcome: { by: string } }>(`/risks/${cause.change}`)
    expect(outcome.by).toBe('incident')
  })

  it('names the change behind an incident as soon as it is heard of, and tells it to people who ask', async () => {
    const repository = 'suspects/one'
    const commits = [1, 2, 3, 4].map((n) =>
      commit(n, {
        repository,
        files: [{ path: `src/part${n}.ts`, status: 'modified', added: 1, deleted: 0, hunks: [[0, 0, 1, 1, '']] }],
      }),
    )
    const told = await mesh.append(...commits.map(recorded), incident(repository, 1, { files: ['src/part2.ts'] }))
    await mesh.settled()
    const answers = (await mesh.events('suspects.ranked.v1')).filter(({ data }) => data.repository === repository)

    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({ subject: `incident/${repository}-1`, causationid: told.at(-1)?.id })
    expect(answers[0]?.data.suspects[0]).toMatchObject({
      change: commits[1]?.change,
      reasons: [{ kind: 'named-file', events: [told[1]?.id] }, { kind: 'time' }],
    })
    expect(answers[0]?.data.baseline.change).toBe(commits[3]?.change)
    expect(await service.json(`/suspects/incident/${repository}-1`)).toEqual(answers[0]?.data)
    expect((await service.fetch('/suspects/incident/none')).status).toBe(404)
  })

  it('clears a suspect that a person denies, learns from one that is confirmed, and asks again when the fix is known', async () => {
    const repository = 'suspects/feedback'
    const subject = `incident/${repository}-1`
    const onPart = (n: number, part: number, more = {}) =>
      commit(n, {
        repository,
        files: [{ path: `src/part${part}.ts`, status: 'modified', added: 1, deleted: 1, hunks: [[1, 1, 1, 1, '']] }],
        ...more,
      })
    const commits = [onPart(1, 1), onPart(2, 2), onPart(3, 2), onPart(4, 3)]
    const fix = onPart(5, 1, { title: 'Fix the login' })
    const answersOf = async () => {
      await mesh.settled()
      const all = await mesh.events('suspects.ranked.v1')
      return all.filter(({ data }) => data.repository === repository).map(({ data }) => data)
    }
    const feedback = (about: string, verdict: 'confirm' | 'deny', change?: string) =>
      draft('feedback.given.v1', {
        subject,
        data: { about, subject, verdict, by: 'person/ada', ...(change === undefined ? {} : { change }) },
      })
    const told = await mesh.append(...commits.map(recorded), incident(repository, 1, { files: ['src/part2.ts'] }))
    const about = told.at(-1)?.id ?? ''
    const [first] = await answersOf()
    await mesh.append(feedback(about, 'deny'), recorded(fix))
    await mesh.append(
      draft('incident.resolved.v1', { subject, data: { fixed_by: fix.change, resolved_at: timeOf(110) } }),
    )
    const answers = await answersOf()

    expect(first?.suspects[0]?.change).toBe(commits[2]?.change)
    expect(answers).toHaveLength(3)
    expect(answers[1]?.suspects[0]?.change).toBe(commits[1]?.change)
    expect(answers[2]?.suspects[0]?.change).toBe(commits[0]?.change)
    expect(answers[2]?.suspects[0]?.reasons[0]?.kind).toBe('fixed-lines')
    for (const { suspects } of answers.slice(1))
      expect(suspects.map(({ change }) => change)).not.toContain(commits[2]?.change)

    await mesh.append(feedback(about, 'confirm', commits[0]?.change))
    expect(await answersOf()).toHaveLength(3)
    const { outcome } = await service.json<{ outcome: { by: string } }>(`/risks/${commits[0]?.change ?? ''}`)
    expect(outcome.by).toBe('incident')
  })

  it('looks closer at a change that somebody asks about, and at the first suspects of an incident', async () => {
    const repository = 'analysis/one'
    const onPart = (n: number, more: Partial<Parameters<typeof commit>[1] & object> = {}) =>
      commit(n, {
        repository,
        title: `pay: step ${n}`,
        files: [{ path: 'src/pay.ts', status: 'modified', added: 1, deleted: 1, hunks: [[1, 1, 1, 1, '']] }],
        ...more,
      })
    const commits = [
      onPart(1),
      onPart(2, { fixes: [onPart(1).sha] }),
      onPart(3, { number: 87, title: 'pay: cards (#87)' }),
    ]
    const measured = (of: string, percent: number, number?: number) =>
      draft('ci.result.v1', {
        subject: `ci/${repository}/${of}`,
        data: {
          ...{ repository, sha: of, pipeline: 'build', outcome: 'success', coverage_percent: percent },
          finished_at: timeOf(50),
          ...(number === undefined ? {} : { number }),
        },
      })
    const asked = (change: string, depth: 'quick' | 'deep') =>
      draft('analysis.requested.v1', {
        subject: `analysis/${change}`,
        data: { repository, change, depth, requested_by: 'person/ada' },
      })
    const head = '9'.repeat(40)
    const told = await mesh.append(
      ...commits.slice(0, 2).map(recorded),
      measured(commits[1]!.sha, 81),
      opened(87, ['src/pay.ts'], { repository, head, title: 'pay: cards' }),
      measured(head, 74, 87),
      recorded(commits[2]!),
    )
    const asks = await mesh.append(
      asked(`pr/${repository}/87`, 'deep'),
      asked(`pr/${repository}/87`, 'quick'),
      asked(`pr/${repository}/99`, 'quick'),
      incident(repository, 1, { files: ['src/pay.ts'] }),
    )
    await mesh.settled()
    const found = (await mesh.events('analysis.reported.v1')).filter(({ data }) => data.repository === repository)
    expect(found.map(({ causationid }) => causationid)).toEqual(asks.map(({ id }) => id))
    const coverage = {
      text: expect.stringContaining('fell from 81 to 74 %, by 7 points'),
      events: [told[4]!.id, told[2]!.id],
    }
    const [deep, quick, unknown, ofIncident] = found.map(({ data }) => data)
    expect(deep?.statements).toContainEqual(coverage)
    expect(deep?.statements.at(-1)).toEqual({
      text: `of the 2 earlier changes most like it 1 had to be fixed or reverted, or broke something: ${commits[0]!.sha.slice(0, 12)}`,
      events: [told[0]!.id],
    })
    expect(quick?.statements).toEqual(deep?.statements.slice(0, -1))
    expect(unknown?.statements[0]?.text).toContain('never judged')
    expect(ofIncident).toMatchObject({ subject: `incident/${repository}-1`, affected: ['src'] })
    expect(ofIncident?.statements).toContainEqual({ ...coverage, text: expect.stringContaining('with #87 (build)') })

    await mesh.redeliverAll()
    const again = (await mesh.events('analysis.reported.v1')).filter(({ data }) => data.repository === repository)
    expect(again).toEqual(found)
  })

  it('names the areas that configuration gives, with those that depend on them', async () => {
    const repository = 'areas/one'
    await mesh.append(
      draft('configuration.recorded.v1', {
        subject: `repository/${repository}`,
        data: {
          repository,
          sha: 'a'.repeat(40),
          areas: [
            { name: 'auth', paths: ['src/auth/**'], used_by: ['api', 'worker'] },
            { name: 'api', paths: ['src/api/**'] },
          ],
          guards: [],
          problems: [],
        },
      }),
    )
    await mesh.append(opened(1, ['src/auth/login.ts'], { repository }))
    const [risk] = await risksOf(repository)

    expect(risk?.data.areas).toEqual(['auth', 'api', 'worker'])
  })

  it('judges no merge, and a proposed change whose files nobody told by its size alone, without a reason', async () => {
    const repository = 'merges/one'
    await mesh.append(
      recorded(commit(3, { repository, parents: ['1'.repeat(40), '2'.repeat(40)] })),
      opened(1, [], { repository, files_known: false }),
    )

    const risks = await risksOf(repository)
    expect(risks.map(({ data }) => data.change)).toEqual([`pr/${repository}/1`])
    expect(risks[0]?.data).toMatchObject({ signal: 'none', reasons: [], areas: [] })
  })

  it('learns what breaks, beats lines added, and judges the same through restarts and a second delivery', async () => {
    const LENGTH = 720
    const [calm, rough] = ['learn/calm', 'learn/rough']
    await appendAll(givenHistory(LENGTH, calm).map(recorded))
    const undisturbed = await risksOf(calm)
    const history = givenHistory(LENGTH, rough).map(recorded)
    for (let from = 0; from < history.length; from += 100) {
      const appended = appendAll(history.slice(from, from + 100))
      if (from % 200 === 0) await service.restart()
      await appended
    }
    const disturbed = await risksOf(rough)

    expect(undisturbed.at(-1)?.data.signal).toBe('learned')
    expect(essence(disturbed)).toEqual(essence(undisturbed))
    expect(await risksOf(rough)).toHaveLength(LENGTH)
    await mesh.redeliverAll()
    expect(await risksOf(rough)).toHaveLength(LENGTH)
    const stored = await mesh.query<{ count: number }>(
      `select count(*)::int as count from sichter.risk where repository = 'learn/rough'`,
    )
    expect(stored[0]?.count).toBe(LENGTH)
    const evaluation = await service.json<{
      so_far: { auc: number; baseline_auc: number }
      capture: { bad: number; top20: number; baseline_top20: number }
    }>(`/evaluation?repository=${calm}&last=10`)
    expect(evaluation.so_far.auc).toBeGreaterThan(evaluation.so_far.baseline_auc)
    expect(evaluation.capture.bad).toBe(10)
    expect(evaluation.capture.top20).toBeGreaterThan(evaluation.capture.baseline_top20)
  })

  it('compares its probabilities with what became of the changes once they are two years old, and says so before', async () => {
    const repository = 'ripe/one'
    const LENGTH = 600
    const history = givenHistory(LENGTH, repository)
    const ask = () => service.json<Evaluation>(`/evaluation?repository=${repository}&last=20`)
    await appendAll(history.map(recorded))
    const given = (await risksOf(repository)).filter(({ data }) => data.probability !== null).map(({ data }) => data)
    const young = await ask()

    const first = history.find(({ change }) => change === given[0]?.change)!
    const twoYears = 730 * 86_400_000
    expect(given.length).toBeGreaterThan(100)
    expect(young.reliability).toEqual({
      ...{ ripe: 0, bins: [], calibration_error: null, least: 20, ripe_days: 730 },
      waiting: {
        changes: given.length,
        first_ripe_at: new Date(Date.parse(first.committed_at) + twoYears).toISOString(),
      },
    })

    // Two years pass; of two changes that were good a fix then says that they were not: one in time, one a day too late.
    const later = (n: number, more = {}) =>
      commit(LENGTH + n, {
        repository,
        committed_at: timeOf(LENGTH + 1460 + n),
        authored_at: timeOf(LENGTH + 1460 + n),
        ...more,
      })
    const fixed = new Set(history.flatMap(({ fixes }) => fixes ?? []))
    const good = given.filter(({ sha: of }) => of !== undefined && !fixed.has(of)).map(({ sha: of }) => of!)
    const timely = history.find(({ sha: of }) => of === good.at(-1))!
    await appendAll([
      recorded(
        later(1, {
          committed_at: new Date(Date.parse(timely.committed_at) + twoYears).toISOString(),
          fixes: [timely.sha],
        }),
      ),
      ...Array.from({ length: 9 }, (_, n) => recorded(later(2 + n, n === 8 ? { fixes: [good[0]!] } : {}))),
    ])
    await mesh.settled()
    const { reliability, capture, gain } = await ask()
    const bad = new Set([...fixed, timely.sha])
    const countOf = ({ from, to }: Evaluation['reliability']['bins'][number]) => {
      const inside = given.filter(({ probability: p }) => p! >= from && p! <= to)
      return {
        changes: inside.length,
        bad: inside.filter(({ sha: of }) => bad.has(of!)).length,
        said: expect.closeTo(inside.reduce((sum, { probability }) => sum + probability!, 0) / inside.length, 9),
      }
    }

    expect(reliability).toMatchObject({ ripe: given.length, waiting: null })
    expect(reliability.bins).toHaveLength(Math.floor(given.length / 20))
    for (const bin of reliability.bins) expect(bin).toMatchObject(countOf(bin))
    expect(reliability.bins.reduce((sum, bin) => sum + bin.bad, 0)).toBe(
      given.filter(({ sha: of }) => bad.has(of!)).length,
    )
    expect(gain.find(({ looked_at: lookedAt }) => lookedAt === 20)?.score).toBeCloseTo(capture.top20 / 20, 9)

    // One by an earlier model, which said nothing of it; one that only blame names, where fixes name what they fix.
    const bads = given.filter(({ sha: of }) => fixed.has(of!))
    await mesh.query(
      `update sichter.risk set assessment = assessment - 'probability' || '{"model": "sichter-0"}' where change = '${bads[0]!.change}'`,
    )
    await mesh.query(`update sichter.risk set bad_by = 'blame' where change = '${bads[1]!.change}'`)
    const { reliability: without } = await ask()
    expect(without.ripe).toBe(given.length - 1)
    expect(without.bins.reduce((sum, bin) => sum + bin.bad, 0)).toBe(
      reliability.bins.reduce((sum, bin) => sum + bin.bad, 0) - 2,
    )
  })

  it('reads its judgements anew after an update that remembers other things, and says nothing twice', async () => {
    const repository = 'updated/one'
    await appendAll(givenHistory(160, repository).map(recorded))
    const before = await risksOf(repository)
    await service.restart(() => mesh.query(`update sichter.snapshot set model = 'sichter-0'`))
    await mesh.append(recorded(commit(1000, { repository })))
    const after = await risksOf(repository)

    expect(after.slice(0, -1)).toEqual(before)
    expect(after).toHaveLength(before.length + 1)
    expect(await mesh.query(`select distinct model from sichter.snapshot`)).toEqual([{ model: MODEL }])
  })

  it('holds in memory nothing of a transaction that was rolled back', async () => {
    const repository = 'rollback/one'
    const store = service.get(JudgementStore) as JudgementStore<Judgement, Input, Taken>
    const db = service.get<Kysely<SichterTables>>(DATABASE)
    const take = (n: number, fails?: 'before' | 'after') => {
      const resets: (() => void)[] = []
      return db
        .transaction()
        .execute(async (trx) => {
          const flushes: (() => Promise<void>)[] = []
          const delivery: Delivery<SichterTables> = {
            db: trx,
            catchingUp: true,
            beforeCommit: (_key, flush) => flushes.push(flush),
            onRollback: (_key, reset) => resets.push(reset),
          }
          const event = { id: `019ca8f0-0000-7000-8000-00000000000${n}`, data: commit(n, { repository }) }
          await store.take(delivery, repository, {
            kind: 'change',
            change: readCommit(event as MeshEvent<'change.recorded.v1'>),
          })
          if (fails === 'before') throw new Error('the disk is full')
          for (const flush of flushes) await flush()
          if (fails === 'after') throw new Error('the disk is full')
          return (await store.open(delivery, repository)).past.totals.changes
        })
        .catch(() => {
          for (const reset of resets) reset()
        })
    }

    expect(await take(1)).toBe(1)
    expect(await take(2, 'before')).toBeUndefined()
    expect(await take(3, 'after')).toBeUndefined()
    expect(await take(4)).toBe(2)
  })

  it('answers for its judgements by page, order, subject and commit, and refuses what it cannot read', async () => {
    const repository = 'reads/one'
    const commits = [1, 2, 3].map((n) => commit(n, { repository, added: n === 2 ? 900 : 1 }))
    await mesh.append(...commits.map(recorded))
    await mesh.settled()
    const page = await service.json<{ risks: { assessment: { change: string } }[] }>(
      `/risks?repository=${repository}&limit=2`,
    )
    const worst = await service.json<{ risks: { assessment: { change: string } }[] }>(
      `/risks?repository=${repository}&order=percentile&limit=1`,
    )
    const one = await service.json<{ assessment: { change: string } }>(`/risks/${commits[2]?.change ?? ''}`)

    expect(page.risks.map(({ assessment }) => assessment.change)).toEqual([commits[2]?.change, commits[1]?.change])
    expect(worst.risks[0]?.assessment.change).toBe(commits[1]?.change)
    expect(one.assessment.change).toBe(commits[2]?.change)
    for (const [path, status] of [
      ['/risks?limit=0', 400],
      ['/risks?order=x', 400],
      ['/risks/change/no/such', 404],
      ['/evaluation', 400],
    ] as const)
      expect((await service.fetch(path)).status).toBe(status)
  })
})
