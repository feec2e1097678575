import type { Area } from '@heimgewebe/decider'
import { findAffected } from './find-affected.js'
import { findProse, isOfText } from './find-prose.js'
import { hintsIn, repeatsOf, runbooksFor } from './know-again.js'
import { nameCause } from './name-cause.js'
import { saidBy } from './said-by.js'
import {
  type At,
  type ChangeName,
  type Detailed,
  NEAR_KINDS,
  type NearKind,
  type Ranking,
  type Room,
  type RoomFacts,
  type Said,
  type Some,
  type Suspect,
  type Told,
  type Unknown,
} from './room.js'

/** Rows of a timeline for each row of another list. */
const TIMELINE = 4

/** Changes that a room has to look up: suspects, the ones that anybody names, and the last one before the incident. */
export const changesIn = (told: readonly Detailed[]): string[] => {
  const ranking = saidBy(told, 'suspects.ranked.v1').at(-1)?.detail
  const { causes, said } = nameCause(told, (subject) => subject)
  const named = [...causes, ...said, ...(ranking?.suspects ?? [])].map(({ change }) => change)
  const fixes = saidBy(told, 'incident.resolved.v1').map(({ detail }) => detail.fixed_by)
  return [...new Set([...named, ...fixes, ranking?.baseline?.change].filter((change) => typeof change === 'string'))]
}

/** When the incident began as far as is known, else when it ended: what "near" is measured from. */
export const anchorOf = (told: readonly Detailed[], fallback: string): string => {
  const begins = saidBy(told, 'incident.detected.v1').map(({ detail, time }) => detail.detected_at ?? time)
  return begins.sort()[0] ?? saidBy(told, 'incident.resolved.v1').at(-1)?.detail.resolved_at ?? fallback
}

/** Gathers the room of an incident. The same events give the same room, whenever it is asked for. */
export const gatherRoom = (facts: RoomFacts): Room => {
  const { card, most, window, anchor } = facts
  const told = facts.told.filter((event) => !isOfText(event))
  const reports = saidBy(told, 'incident.detected.v1')
  const ends = saidBy(told, 'incident.resolved.v1')
  const report = reports.at(-1)
  const names = new Map(facts.changes.map((change) => [change.subject, change]))
  const nameOf = (subject: string): ChangeName => names.get(subject) ?? { subject, areas: [] }
  const same = (subject: string): string => names.get(subject)?.request ?? subject
  const known = nameCause(told, same)
  const causes = known.causes.map((naming) => ({ ...naming, name: nameOf(naming.change) }))
  const ranking = rankingOf(told, nameOf, same, known.said)
  const fixing = ends.findLast(({ detail }) => detail.fixed_by !== undefined)
  const fixed = fixing?.detail.fixed_by
  const service = card.service ?? report?.detail.service
  const files = reports.findLast(({ detail }) => (detail.files?.length ?? 0) > 0)?.detail.files ?? []
  const areas = (facts.configuration?.detail?.['areas'] ?? []) as readonly Area[]
  const affected = findAffected({ service, files, cause: causes.flatMap(({ name }) => name.areas) }, areas)
  const repeats = repeatsOf(card.subject, told)
  const first = reports.length === 0 ? undefined : anchor
  const { resolved_at: over } = card
  const events = merged([...told, ...facts.of_changes])
  const close = new Set([
    ...causes.flatMap(({ name }) => aliases(name)),
    ...(fixed === undefined ? [] : aliases(nameOf(fixed))),
  ])
  const story = merged([...told, ...facts.of_changes.filter(({ change = '' }) => close.has(change))])
  return {
    subject: card.subject,
    state: over === undefined ? 'open' : 'resolved',
    title: card.title ?? card.subject,
    ...given({ severity: card.severity, service: service === '' ? undefined : service, repository: card.repository }),
    ...given({ detected_at: first, resolved_at: over }),
    ...given({ seconds: first === undefined || over === undefined ? undefined : Math.max(0, between(first, over)) }),
    reports: bothEnds(reports.map(bare), most, 0),
    ends: ends.slice(-most).map(bare),
    ...given({
      report: report?.detail.text,
      resolution: ends.findLast(({ detail }) => detail.resolution)?.detail.resolution,
    }),
    files,
    window,
    near: nearOf(facts),
    beside: {
      ...facts.beside,
      rows: facts.beside.rows.map((row) => ({ ...row, seconds: between(anchor, row.detected_at ?? anchor) })),
    },
    ...given({ ranking }),
    said: some(known.said, most),
    causes: causes.slice(0, most),
    ...given({ seconds_to_cause: secondsTo(first, causes[0]?.time) }),
    ...given({ fix: fixing && fixed !== undefined ? { ...nameOf(fixed), event: fixing.id } : undefined }),
    affected: {
      rows: affected.slice(0, most),
      more: Math.max(0, affected.length - most),
      ...given({ event: areas.length === 0 ? undefined : facts.configuration?.id }),
    },
    checks: some(events.filter(isCheck).map(bare), most),
    deeds: some(events.filter(isDeed).map(bare), most),
    earlier: facts.earlier,
    repeats,
    runbooks: runbooksFor(
      facts.rules,
      repeats.map(({ pattern }) => pattern),
      affected.map(({ area }) => area),
    ),
    hints: hintsIn(told),
    unknown: unknownIn({ first, service, repository: card.repository, ranking, causes, over, fixed, areas }),
    timeline: bothEnds(story.map(bare), most * TIMELINE, facts.told_more),
    ...findProse(facts.told),
  }
}

const rankingOf = (
  told: readonly Detailed[],
  nameOf: (subject: string) => ChangeName,
  same: (subject: string) => string,
  said: readonly Said[],
): Ranking | undefined => {
  const latest = saidBy(told, 'suspects.ranked.v1').at(-1)
  if (latest === undefined) return undefined
  const { answer = 'unknown', suspects = [], missing = [], considered = 0, model = '', baseline } = latest.detail
  const last = baseline?.change
  const suspectOf = ({ change, confidence, reasons }: (typeof suspects)[number]): Suspect => ({
    ...nameOf(change),
    confidence,
    reasons: reasons.map(({ text, events }) => ({ text, events })),
    ...given({ said: said.findLast((one) => same(one.change) === same(change)) }),
  })
  return {
    event: latest.id,
    time: latest.time,
    answer,
    suspects: suspects.map(suspectOf),
    missing,
    considered,
    model,
    ...given({ baseline: typeof last === 'string' ? nameOf(last) : undefined }),
  }
}

const unknownIn = (known: {
  first: string | undefined
  service: string | undefined
  repository: string | undefined
  ranking: Ranking | undefined
  causes: readonly unknown[]
  over: string | undefined
  fixed: string | undefined
  areas: readonly unknown[]
}): Unknown[] => {
  const missing: readonly (readonly [Unknown, boolean])[] = [
    ['beginning', known.first === undefined],
    ['service', (known.service ?? '') === ''],
    ['repository', known.repository === undefined],
    ['suspects', known.ranking?.answer !== 'suspects'],
    ['cause', known.causes.length === 0],
    ['end', known.over === undefined],
    ['fix', known.over !== undefined && known.fixed === undefined],
    ['dependents', known.areas.length === 0],
  ]
  return missing.flatMap(([what, isMissing]) => (isMissing ? [what] : []))
}

const CHECKS = new Set(['guard.finished.v1', 'proof.requested.v1', 'trial.finished.v1', 'proof.finished.v1'])
const DEEDS =
  /^(decision\.made|approval\.(requested|given|closed)|action\.finished|command\.(given|refused)|agent\.reported)\./

const isCheck = ({ type }: Detailed): boolean => CHECKS.has(type)
const isDeed = ({ type, notable }: Detailed): boolean => notable && DEEDS.test(type)

const nearOf = ({ near, anchor }: RoomFacts): Room['near'] => {
  const withDistance = ({ rows, more }: Some<Told>): Some<At<Told>> => ({
    rows: rows.map((row) => ({ ...row, seconds: between(anchor, row.time) })),
    more,
  })
  return Object.fromEntries(NEAR_KINDS.map((kind) => [kind, withDistance(near[kind])])) as Record<
    NearKind,
    Some<At<Told>>
  >
}

const aliases = ({ subject, request, commit }: ChangeName): string[] =>
  [subject, request, commit].filter((one) => one !== undefined)

/** In the order of their times; the log decides where those are the same. */
const merged = (events: readonly Detailed[]): Detailed[] =>
  [...new Map(events.map((event) => [event.position, event])).values()].sort(
    (a, b) => Date.parse(a.time) - Date.parse(b.time) || a.position - b.position,
  )

const bare = ({ detail: _, ...told }: Detailed): Told => told

/** The latest ones of a list. */
const some = <T>(all: readonly T[], most: number): Some<T> => ({
  rows: all.slice(-most),
  more: Math.max(0, all.length - most),
})

/** The beginning and the end of a long list. */
const bothEnds = <T>(all: readonly T[], most: number, unread: number): Some<T> => {
  const half = Math.floor(most / 2)
  const rows = all.length <= most ? all : [...all.slice(0, half), ...all.slice(-half)]
  return { rows, more: all.length - rows.length + unread }
}

const between = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000)

const secondsTo = (from: string | undefined, to: string | undefined): number | undefined =>
  from === undefined || to === undefined || between(from, to) < 0 ? undefined : between(from, to)

/** The fields that have a value. */
const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
