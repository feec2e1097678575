import { type Draft, type EventData, deriveId, draft } from '@heimgewebe/contracts'
import type { TestMesh } from '@heimgewebe/testing'
import { AREAS, type Plan } from './history.js'

/** What a replay came to. */
export interface Replayed {
  /** Faults of a kind that was known already and that reached the users, by quarter of the history. */
  readonly repeats: readonly number[]
  /** First ones of their kind that reached the users. */
  readonly first: number
  /** Known faults that a guard caught before the merge. */
  readonly caught: number
  readonly guards: number
  /** Guard runs of changes without any fault. */
  readonly idleGuards: number
  readonly rules: number
  readonly retired: number
}

const REPOSITORY = 'acme/shop'
const START = Date.UTC(2026, 0, 1)
const at = (day: number, hour: number): string => new Date(START + (day * 24 + hour) * 3_600_000).toISOString()
const idOf = (text: string): string => deriveId(START, text)
const shaOf = (n: number): string => n.toString(16).padStart(40, '0')
const subjectOf = ({ number }: Plan): string => `pr/${REPOSITORY}/${number}`

/** Plays a history day by day. `learning`: a person approves what heimlern proposes; otherwise nobody does. */
export const replay = async (mesh: TestMesh, plans: readonly Plan[], learning: boolean): Promise<Replayed> => {
  const known = new Set<string>()
  const repeats = [0, 0, 0, 0]
  const count = { first: 0, caught: 0, guards: 0, idleGuards: 0 }
  const days = plans.at(-1)!.day + 1
  await mesh.append(configured())
  for (let day = 0; day < days; day++) {
    const today = plans.filter((plan) => plan.day === day)
    await mesh.append(...today.flatMap((plan) => [opened(plan), judged(plan)]))
    await mesh.settled()
    const requests = await mesh.events('guard.requested.v1')
    const after: Draft[] = []
    for (const plan of today) {
      const request = requests.find(({ data }) => data.change === subjectOf(plan))
      const { fault } = plan
      if (request) {
        count.guards++
        if (!fault) count.idleGuards++
        after.push(...guarded(plan, request.id))
        if (fault && plan.seen) {
          if (known.has(fault.name)) count.caught++
          known.add(fault.name)
          continue
        }
      }
      if (!fault) continue
      if (known.has(fault.name)) repeats[Math.floor((day * 4) / days)]!++
      else count.first++
      known.add(fault.name)
      after.push(incident(plan))
    }
    if (after.length > 0) await mesh.append(...after)
    await mesh.settled()
    if (learning) await approve(mesh, day)
  }
  const { length: rules } = await mesh.events('rule.enacted.v1')
  const { length: retired } = await mesh.events('rule.retired.v1')
  return { repeats, ...count, rules, retired }
}

/** A person says yes, in the evening, to every proposal that has no answer yet. */
const approve = async (mesh: TestMesh, day: number): Promise<void> => {
  const answered = new Set((await mesh.events('rule.enacted.v1')).map(({ data }) => data.proposal))
  const waiting = (await mesh.events('rule.proposed.v1')).filter(({ id }) => !answered.has(id))
  if (waiting.length === 0) return
  await mesh.append(
    ...waiting.map(({ id, subject, data: { repository, rule, kind, version, content_sha256, name, areas, policy } }) =>
      draft('rule.enacted.v1', {
        subject,
        time: at(day, 20),
        data: {
          repository,
          rule,
          kind,
          version,
          content_sha256,
          name,
          proposal: id,
          by: 'person/ada',
          ...(areas ? { areas } : {}),
          ...(policy ? { policy } : {}),
        },
      }),
    ),
  )
  await mesh.settled()
}

/** The areas of the repository, each with a guard. */
export const configured = (): Draft =>
  draft('configuration.recorded.v1', {
    subject: `repository/${REPOSITORY}`,
    time: at(0, 0),
    data: {
      repository: REPOSITORY,
      sha: shaOf(1),
      areas: AREAS.map((name) => ({ name, paths: [`src/${name}/**`] })),
      guards: AREAS.map((area) => ({
        ...{ name: `${area}-tests`, kind: 'guard' as const, area, command: 'true' },
        ...{ time_limit_seconds: 60, memory_limit_mib: 64 },
      })),
      problems: [],
    },
  })

/** A change is proposed. */
export const opened = ({ number, day, author, areas }: Plan): Draft =>
  draft('pr.opened.v1', {
    subject: `pr/${REPOSITORY}/${number}`,
    time: at(day, 8),
    data: {
      repository: REPOSITORY,
      number,
      branch: `topic-${number}`,
      base_branch: 'main',
      head: shaOf(number),
      title: `Change ${areas.join(' and ')}`,
      author: { name: author },
      added: 10,
      deleted: 2,
      files_known: true,
      files: areas.map((area) => ({
        path: `src/${area}/part-${number % 7}.ts`,
        status: 'modified' as const,
        added: 10,
        deleted: 2,
      })),
    },
  })

/** It is judged, by a judge that knows nothing of the faults. */
export const judged = (plan: Plan): Draft =>
  draft('risk.assessed.v1', {
    subject: subjectOf(plan),
    time: at(plan.day, 9),
    data: {
      repository: REPOSITORY,
      change: subjectOf(plan),
      sha: shaOf(plan.number),
      percentile: plan.level === 'high' ? 95 : 40,
      probability: null,
      level: plan.level,
      signal: 'learned',
      reasons: [],
      baseline: { name: 'lines added', value: 10, percentile: 50 },
      areas: [...plan.areas],
      open: true,
      model: 'made up',
    },
  })

/** What wgx says: each area's guard ran; the one of the fault's area failed, where it sees the fault. */
export const guarded = (plan: Plan, request: string): Draft[] =>
  plan.areas.map((area, i) => {
    const fails = plan.seen && plan.fault?.area === area
    const data: EventData['guard.finished.v1'] = {
      repository: REPOSITORY,
      change: subjectOf(plan),
      request: i === 0 ? request : idOf(`${request} ${area}`),
      guard: `${area}-tests`,
      area,
      sha: shaOf(plan.number),
      verdict: fails ? 'failed' : 'passed',
      reason: fails ? '1 test failed' : 'all passed',
      duration_seconds: 30,
      protection: [],
      ...(fails ? { failures: [{ name: plan.fault!.name, message: plan.fault!.says(plan.number) }] } : {}),
    }
    return draft('guard.finished.v1', { subject: `guard/${data.request}`, time: at(plan.day, 10), data })
  })

const incident = (plan: Plan): Draft =>
  draft('incident.detected.v1', {
    subject: `incident/${REPOSITORY}/${plan.number}`,
    time: at(plan.day, 18),
    data: {
      repository: REPOSITORY,
      title: `${plan.fault!.area} is broken`,
      text: plan.fault!.says(plan.number),
      severity: 'error',
      detected_at: at(plan.day, 18),
      caused_by: subjectOf(plan),
    },
  })
