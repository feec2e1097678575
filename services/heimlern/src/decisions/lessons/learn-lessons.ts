import type { AnyDraft, Draft, EventData, MeshEvent } from '@heimgewebe/contracts'
import type { Area } from '@heimgewebe/decider'
import type { ErrorIdentity } from '@heimgewebe/decider'
import type { Outcome } from '../known.js'
import { measureRepair } from '../rules/measure-lint.js'
import { measureRules } from '../rules/measure-rules.js'
import { type ProposalKnown, proposeForError } from '../rules/propose-rules.js'
import type { Rule } from '../rules/rule.js'
import type { Unit } from '../unit.js'
import { followRun } from './follow-run.js'
import { Errors } from './know-error.js'
import { type Case, type ErrorKnown, type Lane, MOST, type Note, type Told } from './lesson.js'
import type { Run } from './read-run.js'
import { tellShapes } from './tell-shapes.js'
import { isRejected, repairsByKind, tellErrors } from './tell-errors.js'
import { type Voices, isDenied } from './voices.js'

/** What an event shows. */
export interface Sight {
  readonly run?: Run
  /** An incident and the error that it reports. */
  readonly incident?: { readonly subject: string; readonly at: string; readonly error: ErrorIdentity }
  /** An incident that a change ended. */
  readonly resolved?: { readonly subject: string; readonly at: string; readonly fixedBy?: string }
  /** Outcomes that were recorded about counted changes. */
  readonly outcomes: readonly Outcome[]
  /** Changes that are counted from now on. */
  readonly newcomers: readonly Unit[]
}

/** What is known when lessons are drawn. */
export interface LessonKnown {
  readonly repository: string
  readonly areas: readonly Area[]
  readonly guards: readonly { readonly name: string; readonly area: string }[]
  readonly lane: Lane | undefined
  /** Errors and families by fingerprint. */
  readonly errors: ReadonlyMap<string, ErrorKnown>
  /** Changes by subject. */
  readonly cases: ReadonlyMap<string, Case>
  /** Latest counted changes, newest first. */
  readonly past: readonly Case[]
  readonly rules: ReadonlyMap<string, Rule>
  /** What was told of shapes of change. */
  readonly habits: Readonly<Record<string, Told>>
  /** What people say of patterns, by pattern. */
  readonly voices: ReadonlyMap<string, Voices>
  readonly mostFalseAlarms: number
  readonly enoughNoise: number
}

/** What is appended and remembered. */
export interface Lessons {
  readonly drafts: Draft[]
  readonly notes: Note[]
}

/** Draws the lessons of one event: errors and what mended them, shapes that end badly, rules from both, and their worth. */
export const learnLessons = (event: MeshEvent, sight: Sight, known: LessonKnown): Lessons => {
  const errors = new Errors(known.errors)
  const notes: Note[] = followErrors(event, sight, known, errors)
  const cases = casesAfter(sight, known)
  notes.push(...[...cases.values()].map((one) => ({ shelf: 'case' as const, key: one.subject, value: one })))
  const past = pastAfter(known.past, cases)
  // Each step sees the rules as the one before left them: a rule may be measured and proposed anew by one event.
  const rules = new Map(known.rules)
  const about: ProposalKnown = { rules, past, mostFalseAlarms: known.mostFalseAlarms }
  const all: Lessons[] = []
  const take = (lessons: Lessons): void => {
    for (const { shelf, key, value } of lessons.notes) if (shelf === 'rule') rules.set(key, value as Rule)
    all.push(lessons)
  }

  for (const { unit, kind, id } of sight.outcomes) {
    const change = unit === undefined ? undefined : cases.get(unit)
    if (!change) continue
    take(measureRules(known.repository, change, { kind, id }, [...rules.values()], known.enoughNoise))
    take(measureRepair(known.repository, change.subject, { kind, id }, [...rules.values()], known.enoughNoise))
  }
  const told = tellErrors(known.repository, errors, known.voices)
  for (const { data } of told.drafts) {
    const error = data.kind === 'fix' && data.state === 'learned' ? errors.get(data.fingerprint ?? '') : undefined
    if (error?.fingerprint.startsWith('e1-')) take(proposeForError(event, data, error, about))
  }
  tellShapes(event, sight.outcomes, { ...known, errors: errorsAfter(known, errors) }, cases, about, take)
  notes.push(...errors.changes().map((error) => ({ shelf: 'error' as const, key: error.fingerprint, value: error })))
  return {
    drafts: [...told.drafts, ...all.flatMap(({ drafts }) => drafts)],
    notes: [...notes, ...told.notes, ...all.flatMap((one) => one.notes)],
  }
}

/** Adds to the outcomes of a failed run what mended its errors before. */
export const withHints = (
  drafts: readonly Draft[],
  run: Run | undefined,
  { errors, voices }: Pick<LessonKnown, 'errors' | 'voices'>,
): Draft[] => {
  if (!run || run.errors.length === 0) return [...drafts]
  const hints = run.errors
    .flatMap((error) => hintOf(errors.get(error.fingerprint), voices) ?? hintOf(errors.get(error.family), voices) ?? [])
    .slice(0, 10)
  const fingerprints = run.errors.map(({ fingerprint }) => fingerprint).slice(0, MOST)
  return (drafts as readonly AnyDraft[]).map((one) =>
    one.type === 'outcome.recorded.v1'
      ? { ...one, data: { ...one.data, fingerprints, ...(hints.length > 0 ? { hints } : {}) } }
      : one,
  )
}

type Hint = NonNullable<EventData['outcome.recorded.v1']['hints']>[number]

/** The repair that held most often, without those that people reject. */
const hintOf = (error: ErrorKnown | undefined, voices: LessonKnown['voices']): Hint | undefined => {
  const [best] = error
    ? repairsByKind(error).filter(
        ({ held, kind }) => held.length > 0 && !isRejected(error, kind, (pattern) => isDenied(voices.get(pattern))),
      )
    : []
  if (!error || !best) return undefined
  const [last] = best.held
  const times = best.held.length === 1 ? 'once' : `${best.held.length} times`
  return {
    fingerprint: error.fingerprint,
    text: `“${error.template}” was solved ${times} by a change of ${best.kind}, last in ${last!.subject}${last!.title ? ` (${last!.title})` : ''}`
      .slice(0, 500)
      .toWellFormed(),
    events: best.held.flatMap(({ events }) => events).slice(0, MOST),
  }
}

const errorsAfter = ({ errors: before }: LessonKnown, errors: Errors): ErrorKnown[] => [
  ...new Map([...before, ...errors.changes().map((error) => [error.fingerprint, error] as const)]).values(),
]

const followErrors = (
  event: MeshEvent,
  { run, incident, resolved }: Sight,
  known: LessonKnown,
  errors: Errors,
): Note[] => {
  if (run) {
    const change = known.cases.get(`change/${run.repository}/${run.sha}`) ?? known.cases.get(run.subject)
    const lane = followRun(run, { lane: known.lane, change, areas: known.areas }, errors)
    const worthKeeping = lane.open.length > 0 || lane.mended.length > 0 || known.lane !== undefined
    return worthKeeping ? [{ shelf: 'lane', key: run.lane, value: lane }] : []
  }
  if (incident) {
    const { subject, at, error } = incident
    errors.see(error, { subject, at, event: event.id })
    const { fingerprint, family } = error
    const open = [{ fingerprint, family, sha: '', event: event.id, steps: [] }]
    return [{ shelf: 'lane', key: `incident ${subject}`, value: { sha: '', open, mended: [] } satisfies Lane }]
  }
  if (resolved?.fixedBy !== undefined && known.lane) {
    const change = known.cases.get(resolved.fixedBy)
    const sha = resolved.fixedBy
    const run = {
      repository: known.repository,
      lane: '',
      subject: resolved.fixedBy,
      sha,
      passed: true,
      errors: [],
      complete: true,
      at: resolved.at,
      event: event.id,
    }
    const lane = followRun(run, { lane: known.lane, change, areas: known.areas }, errors)
    return [{ shelf: 'lane', key: `incident ${resolved.subject}`, value: lane }]
  }
  return []
}

/** The changes that this event says something about, as they are after it. */
const casesAfter = ({ outcomes, newcomers }: Sight, known: LessonKnown): Map<string, Case> => {
  const cases = new Map<string, Case>()
  const of = (subject: string): Case | undefined => cases.get(subject) ?? known.cases.get(subject)
  for (const unit of newcomers) {
    const before = of(unit.change)
    cases.set(unit.change, before ? { ...before, counted: true } : bare(unit))
  }
  for (const { unit, kind, areas, rule, events } of outcomes) {
    const before = unit === undefined ? undefined : of(unit)
    if (!before) continue
    const trouble = {
      kind,
      areas: areas.length > 0 ? areas : before.areas,
      events,
      ...(rule === undefined ? {} : { rule }),
    }
    cases.set(before.subject, {
      ...before,
      areas: [...new Set([...before.areas, ...areas])].slice(0, MOST),
      troubles: kind === 'guard_passed' ? before.troubles : [...before.troubles, trouble].slice(-MOST),
    })
  }
  return cases
}

/** A change of which nothing but its areas is known. */
const bare = ({ change, areas, at }: Unit): Case => ({
  subject: change,
  at: at ?? '1970-01-01T00:00:00Z',
  author: '',
  title: '',
  areas,
  paths: [],
  event: '',
  counted: true,
  troubles: [],
})

const pastAfter = (past: readonly Case[], cases: ReadonlyMap<string, Case>): Case[] => {
  const known = new Set(past.map(({ subject }) => subject))
  const added = [...cases.values()].filter(({ subject, counted }) => counted && !known.has(subject))
  return [...added, ...past.map((one) => cases.get(one.subject) ?? one)]
}
