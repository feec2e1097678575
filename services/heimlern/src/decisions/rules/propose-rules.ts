import { hash } from 'node:crypto'
import { type Draft, type MeshEvent, deriveId, draft, timeOfId } from '@heimgewebe/contracts'
import { type Case, type ErrorKnown, MOST, type Note, type Pattern } from '../lessons/lesson.js'
import { endedBadly } from '../lessons/mine-shapes.js'
import { diffText } from './diff-text.js'
import type { Proof, Proposed, Rule } from './rule.js'
import {
  type AreaFacts,
  warningOf,
  writeErrorRunbook,
  writePolicy,
  writeRunbook,
  writeTemplate,
} from './write-texts.js'

/** What is known when rules are proposed. */
export interface ProposalKnown {
  readonly rules: ReadonlyMap<string, Rule>
  /** Latest changes of the repository, for the proof. */
  readonly past: readonly Case[]
  /** Share of the good changes that a policy may fire on, 0 to 1. */
  readonly mostFalseAlarms: number
}

/** Proposals as events, and as they are remembered. */
export interface Proposals {
  readonly drafts: Draft<'rule.proposed.v1'>[]
  readonly notes: Note[]
}

/** What a proposal says; identity, version, proof and diff follow. */
type Wording = Pick<Proposed, 'rule' | 'kind' | 'name' | 'rationale' | 'content'> & Partial<Proposed>

/** Troubles that a policy in force let through before it is made stricter. */
const MISSED_BEFORE_STRICTER = 3
/** Share of the changes of an area that must have ended badly before a person is asked to read a text about it. */
const LEAST_BAD = 0.1
/** Growth of the support that is worth a new version, and that asks again after a no. */
const GROWTH = { in_force: 1.5, proposed: 2, rejected: 2, retired: 2 } as const

/** A policy, a runbook and a template for an area that ends badly more often than others. */
export const proposeForArea = (
  event: MeshEvent,
  pattern: Pattern,
  facts: AreaFacts,
  known: ProposalKnown,
): Proposals => {
  const { repository } = pattern
  const { shape } = facts
  const [area = ''] = shape.areas
  const proof = tryOn(known.past, (one) => one.areas.some((touched) => shape.areas.includes(touched)))
  const good = proof.silent_on + proof.false_alarms
  const isWorthReading = shape.bad.length >= LEAST_BAD * (shape.bad.length + shape.good)
  const policy = known.rules.get(`${nameOf(area)}-policy`)
  const raiseTo = policy?.state === 'in_force' && policy.measure.missed >= MISSED_BEFORE_STRICTER ? 'high' : 'medium'
  const wordings: Wording[] = [
    ...(good > 0 && proof.false_alarms / good > known.mostFalseAlarms
      ? []
      : [
          {
            rule: `${nameOf(area)}-policy`,
            kind: 'policy' as const,
            name: `${title(area)}-Changes-Policy`,
            rationale: `${pattern.statement} With this policy every change of ${area} is treated as ${raiseTo} risk at least${facts.guards.length > 0 ? ` and needs ${facts.guards.join(', ')}` : ''}.`,
            content: writePolicy(facts, raiseTo),
            policy: {
              raise_to: raiseTo,
              ...(facts.guards.length > 0 ? { guards: facts.guards.slice(0, MOST) } : {}),
              warn: warningOf(shape),
            } satisfies Proposed['policy'],
          },
        ]),
    ...(isWorthReading ? textsFor(pattern, facts, area) : []),
  ]
  const events = pattern.cases.flatMap((one) => one.events).slice(0, MOST)
  return together(
    wordings.map((wording) =>
      propose(event, repository, pattern, { ...wording, areas: [...shape.areas], events }, proof, known.rules),
    ),
  )
}

/** What people are asked to read about an area. */
const textsFor = (pattern: Pattern, facts: AreaFacts, area: string): Wording[] => [
  {
    rule: `${nameOf(area)}-runbook`,
    kind: 'runbook',
    name: `${title(area)}-Changes-Runbook`,
    rationale: `${pattern.statement} What went wrong and what mended it is worth reading before the next change.`,
    content: writeRunbook(`${title(area)} changes`, facts),
    path: `docs/runbooks/${nameOf(area)}-changes.md`,
  },
  {
    rule: `${nameOf(area)}-template`,
    kind: 'template',
    name: `${title(area)}-Changes-Checklist`,
    rationale: `${pattern.statement} A checklist asks for it when a change is opened.`,
    content: writeTemplate(facts),
    path: `.github/PULL_REQUEST_TEMPLATE/${nameOf(area)}.md`,
  },
]

/** A runbook for an error that was mended the same way often enough. */
export const proposeForError = (
  event: MeshEvent,
  pattern: Pattern,
  error: ErrorKnown,
  known: ProposalKnown,
): Proposals => {
  const name = `${error.type || 'Error'} ${error.fingerprint.slice(3, 11)}`
  const seen = new Set(error.seen.map(({ subject }) => subject))
  const tried = tryOn(known.past, ({ subject }) => seen.has(subject))
  return propose(
    event,
    pattern.repository,
    pattern,
    {
      rule: `runbook-${error.fingerprint}`,
      kind: 'runbook',
      name: `${name.replaceAll(/[^\w]+/g, '-')}-Runbook`,
      rationale: pattern.statement,
      content: writeErrorRunbook(`${error.template}`, error),
      path: `docs/runbooks/${error.fingerprint}.md`,
      events: pattern.cases.flatMap((one) => one.events).slice(0, MOST),
    },
    { ...tried, fires_on: pattern.cases.map(({ subject }) => subject).slice(0, MOST) },
    known.rules,
  )
}

/** What a rule would have done to the past. */
const tryOn = (past: readonly Case[], fires: (one: Case) => boolean): Proof => {
  const bad = past.filter(endedBadly)
  const hit = bad.filter(fires)
  const good = past.filter((one) => !endedBadly(one))
  const falseAlarms = good.filter(fires).length
  const times = past.map(({ at }) => at).sort()
  return {
    fires_on: hit.map(({ subject }) => subject).slice(0, MOST),
    misses: bad.length - hit.length,
    silent_on: good.length - falseAlarms,
    false_alarms: falseAlarms,
    ...(times.length > 0 ? { since: times[0]!, until: times.at(-1)! } : {}),
  }
}

/** One proposal, where it is new or due. */
export const propose = (
  event: MeshEvent,
  repository: string,
  pattern: Pattern,
  wording: Wording,
  proof: Proof,
  rules: ReadonlyMap<string, Rule>,
): Proposals => {
  const before = rules.get(wording.rule)
  if (before && !isDue(before, wording, pattern.support)) return { drafts: [], notes: [] }
  const version = (before?.proposal.version ?? 0) + 1
  const id = deriveId(timeOfId(event.id), `${event.id}|heimlern|${repository}|${wording.rule}|${version}`)
  const supersedes = before?.state === 'in_force' ? before.version : undefined
  const data: Proposed = {
    ...wording,
    name: wording.name.slice(0, 200).toWellFormed(),
    rationale: wording.rationale.slice(0, 2000).toWellFormed(),
    repository,
    version,
    pattern: pattern.pattern,
    content_sha256: hash('sha256', wording.content, 'hex'),
    proof,
    events: wording.events ?? [],
    ...(supersedes === undefined || !before
      ? {}
      : { supersedes, diff: diffText(before.proposal.content, wording.content) }),
    written_by: wording.written_by ?? 'facts',
  }
  const rule: Rule = {
    rule: data.rule,
    kind: data.kind,
    name: data.name,
    pattern: pattern.pattern,
    areas: data.areas ?? [],
    endings: {},
    measure: { helped: 0, noise: 0, missed: 0 },
    latest: [],
    told: { matched: 0, helped: 0, missed: 0, worth: 'unclear' },
    ...before,
    state: before?.state === 'in_force' ? 'in_force' : 'proposed',
    proposal: data,
    event: id,
    support: pattern.support,
  }
  return {
    drafts: [draft('rule.proposed.v1', { id, subject: `rule/${repository}/${data.rule}`, data })],
    notes: [{ shelf: 'rule', key: data.rule, value: rule }],
  }
}

/** A new version is due when the past has grown by much, or when a policy in force has to be stricter. */
const isDue = (before: Rule, { content, policy }: Wording, support: number): boolean => {
  const isOver = before.state === 'rejected' || before.state === 'retired'
  // The same construct is the same lint rule for ever; others say something new, or nothing.
  if (content === before.proposal.content && !(before.kind === 'lint_rule' && isOver)) return false
  if (before.state === 'in_force' && policy && policy.raise_to !== before.proposal.policy?.raise_to) return true
  // A version that waits for its answer is not overtaken by every new case.
  const waits = before.state === 'in_force' && before.version !== before.proposal.version
  return support >= GROWTH[waits ? 'proposed' : before.state] * before.support
}

const together = (all: readonly Proposals[]): Proposals => ({
  drafts: all.flatMap(({ drafts }) => drafts),
  notes: all.flatMap(({ notes }) => notes),
})

/** `src/auth` as part of a file name: `src-auth`. */
const nameOf = (area: string): string =>
  area
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'area'

/** `src/auth` as part of a title: `Src-Auth`. */
const title = (area: string): string =>
  nameOf(area)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-')
