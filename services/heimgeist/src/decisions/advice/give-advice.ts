import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import type { Warned } from '../epics/epic.js'
import type { Levels } from '../find-level.js'
import { idAfter, reason } from '../make-decision.js'
import { decideTelling, mayTell, reasonsOf } from '../tell-unasked.js'
import type { Advice, AdvisedChange } from './find-advice.js'

/**
 * Recommended for one change in all: as many as one decision has reasons, and two more for what is learned while it is open.
 * Whoever reads that five things ended badly here is not helped by a sixth.
 */
const MOST_A_CHANGE = 5

/** Something that was recommended for a change, or kept for the record; JSON, as it is kept. */
export interface Given {
  readonly change: string
  readonly kind: Advice['kind']
  readonly key: string
  readonly text: string
  readonly said: boolean
  /** Rules of the guides that it named. */
  readonly guides: readonly string[]
  /** Changes that had the trouble. */
  readonly changes: readonly string[]
  /** Event that recommends it; the decision where that is all there is. */
  readonly event: string
  readonly decision: string
}

/** What is known besides when something may be recommended for a change. */
export interface AdviceKnown {
  readonly levels: Levels
  /** Messages left for its repository today, and allowed a day. */
  readonly messagesLeft: number
  readonly messagesPerDay: number
  /** What was recommended for it before, or kept for the record. */
  readonly given: readonly Given[]
  /** What its epics warned it of. */
  readonly warned: readonly Warned[]
}

/**
 * Recommends what concerns an open change, in one decision: each thing once, a guide also not where it was named before, and
 * nothing that its epic told already. What level or messages forbade is on record once, and said when they allow it. The last
 * half of a day's messages is left to high risk and failed guards: advice can wait for tomorrow.
 */
export const giveAdvice = (
  event: MeshEvent,
  { change, repository, areas }: AdvisedChange,
  found: readonly Advice[],
  { levels, messagesLeft, messagesPerDay, given, warned }: AdviceKnown,
): { readonly given: readonly Given[]; readonly drafts: Draft[] } | undefined => {
  const telling = mayTell(levels, repository, messagesLeft > messagesPerDay / 2)
  const { said } = telling
  const told = warned.filter((one) => one.said)
  const chosen = choose(found, given, said, reasonsOf(telling), (one) => isWarned(one, repository, told))
  if (chosen.length === 0) return undefined
  const reasons = chosen.map(({ text, events }) => reason(text, events, event.id))
  const decision = decideTelling(event, `advice ${change}`, telling, { change, repository, areas }, reasons)
  const drafts = chosen.map((one) => adviceDraft(event, decision.id, { change, repository }, one))
  return {
    given: chosen.map((one, at) => ({
      ...{ change, kind: one.kind, key: one.key, text: one.text, said, changes: one.changes },
      guides: one.guides.map(({ rule }) => rule),
      ...{ event: said ? drafts[at]!.id : decision.id, decision: decision.id },
    })),
    drafts: [decision, ...(said ? drafts : [])],
  }
}

const choose = (
  found: readonly Advice[],
  given: readonly Given[],
  said: boolean,
  most: number,
  isKnown: (one: Advice) => boolean,
): Advice[] => {
  const chosen: Advice[] = []
  let room = MOST_A_CHANGE - given.length
  for (const one of found) {
    if (chosen.length === most) break
    const before = given.find(({ kind, key }) => kind === one.kind && key === one.key)
    // What was kept for the record is decided about again only when it may be said.
    if (before !== undefined && (before.said || !said)) continue
    if (before === undefined && room === 0) continue
    if (isKnown(one) || isCovered(one, [...given.filter((other) => !said || other.said), ...chosen.map(shownOf)]))
      continue
    chosen.push(one)
    if (before === undefined) room--
  }
  return chosen
}

const shownOf = ({ guides, changes }: Advice): Pick<Given, 'guides' | 'changes'> => ({
  guides: guides.map(({ rule }) => rule),
  changes,
})

/** A guide that was named beside a pattern is not named again alone, nor are troubles whose changes were all named. */
const isCovered = ({ kind, key, changes }: Advice, others: readonly Pick<Given, 'guides' | 'changes'>[]): boolean =>
  (kind === 'guide' && others.some(({ guides }) => guides.includes(key))) ||
  (kind === 'cluster' && others.some((other) => changes.every((one) => other.changes.includes(one))))

/** An epic told it by the same cluster, at the same place, or by the same changes; or named the guide. */
const isWarned = (advice: Advice, repository: string, warned: readonly Warned[]): boolean => {
  const { kind, key, name, by, places, changes } = advice
  if (kind === 'guide') return warned.some(({ text }) => text.includes(name))
  const place = by === 'files' ? 'file' : 'area'
  const keys =
    kind === 'cluster' ? [`words ${repository} ${key}`] : places.map((one) => `${place} ${repository} ${one}`)
  return warned.some(
    (one) =>
      one.keys.some((told) => keys.includes(told)) ||
      (changes.length > 0 && changes.every((had) => one.of.includes(had))),
  )
}

const adviceDraft = (
  event: MeshEvent,
  decision: string,
  { change, repository }: Pick<AdvisedChange, 'change' | 'repository'>,
  { kind, key, name, text, by, places, guides, changes, events }: Advice,
): Draft<'advice.given.v1'> & { readonly id: string } => {
  const id = idAfter(event, `advice ${change} ${kind} ${key}`)
  const data = {
    ...{ repository, change, kind, key, name, text, by, decision },
    places: places.map((one) => one.slice(0, 500)),
    guides: guides.map((guide) => ({
      ...{ rule: guide.rule.slice(0, 100), name: guide.name.slice(0, 200), kind: guide.kind },
      ...(guide.path === null ? {} : { path: guide.path }),
    })),
    ...{ changes: [...changes], events: [...events] },
  }
  return { ...draft('advice.given.v1', { subject: change, causationid: decision, data }), id }
}
