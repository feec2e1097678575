import type { EventData } from '@heimgewebe/contracts'
import { type Reason, reason } from '../make-decision.js'
import { show } from '../show-text.js'

type Explanation = EventData['explanation.given.v1']
type Told = Explanation['decisions'][number]

/** A decision as it is kept. */
export interface DecisionKept {
  readonly id: string
  readonly time: string
  readonly about: string
  readonly agent: string
  readonly act: string
  readonly chosen: string
  readonly level: number
  readonly level_reason: string
  readonly policy: string
  readonly reasons: readonly Reason[]
}

/** What is kept of something that somebody asks about. */
export interface Known {
  /** Its name in the mesh: a subject, or the id of an event. */
  readonly name: string
  readonly kind: string
  readonly repository: string | null
  readonly change?: string
  /** The decisions about it, the latest first: as many as are told. */
  readonly decisions: readonly DecisionKept[]
  /** All of them. */
  readonly count: number
  /** Event that said that the change was given up. */
  readonly givenUp?: string
  /** The latest judgement of the change. */
  readonly verdict?: {
    readonly event: string
    readonly level: string
    readonly percentile: number
    readonly reasons: readonly Reason[]
  }
  /** What was recommended for the change, or kept for the record, and how it ended since. */
  readonly advice?: readonly {
    readonly given: { readonly text: string; readonly said: boolean; readonly event: string }
    readonly ended: string | null
    readonly ended_by: string | null
  }[]
  /** The latest answer to which change is behind the incident. */
  readonly suspects?: {
    readonly event: string
    readonly answer: 'suspects' | 'intermittent' | 'unknown'
    readonly suspects: readonly {
      readonly change: string
      readonly confidence: number
      readonly reasons: readonly Reason[]
    }[]
    readonly missing: readonly string[]
  }
  /** What became of the act. */
  readonly act?: {
    readonly request: string
    readonly act: string
    readonly verdict: string | null
    readonly reason: string | null
    readonly finished: string | null
  }
  /** What a person was asked, and how that stands. */
  readonly question?: {
    readonly title: string
    readonly state: string
    readonly request: string | null
    readonly approval: string | null
    readonly answered_by: string | null
    readonly result: string | null
  }
}

/** Decisions that one answer tells. */
export const MOST_DECISIONS = 5
/** Suspects that one answer tells. */
const MOST_SUSPECTS = 3
/** Ids behind a sentence of the text; the data hold all of them. */
const MOST_IDS = 3

/** An answer, and its sentences one by one for those who put them in a list. */
export interface Explained {
  readonly data: Omit<Explanation, 'by'>
  readonly lines: readonly string[]
}

/** Says why: each decision with its reasons, level and policy, and what was heard of the thing besides. */
export const explain = (known: Known): Explained => {
  const { name, kind, repository, change, count } = known
  const decisions = known.decisions.slice(0, MOST_DECISIONS).map(tell)
  const heard = heardOf(known)
  const lines = [
    `Why ${show(name, 1000)}: ${countOf(count)}.`,
    ...decisions.flatMap(sentences),
    ...(count > decisions.length
      ? [`${count - decisions.length} older ${noun(count - decisions.length)} not told.`]
      : []),
    ...heard.map((one) => `heard: ${cited(one)}`),
  ]
  return {
    lines,
    data: {
      about: show(name, 1000),
      kind,
      ...(repository === null ? {} : { repository }),
      ...(change === undefined ? {} : { change }),
      text: lines.join('\n').slice(0, 20_000),
      decisions,
      ...(count > decisions.length ? { more: count - decisions.length } : {}),
      heard,
    },
  }
}

const noun = (count: number): string => (count === 1 ? 'decision is' : 'decisions are')

const countOf = (count: number): string =>
  count === 0 ? 'nothing was decided about it' : `${count} ${count === 1 ? 'decision' : 'decisions, the latest first'}`

const tell = ({ id, reasons, time, about, agent, act, chosen, level, level_reason, policy }: DecisionKept): Told => ({
  decision: id,
  time,
  about,
  agent,
  act,
  chosen,
  level,
  level_reason,
  policy,
  reasons: reasons.slice(0, 3).map(({ text, events }) => ({ text, events: [...events] })),
})

const sentences = ({ decision, time, agent, chosen, level, level_reason, policy, about, reasons }: Told): string[] => [
  `${time.slice(0, 16).replace('T', ' ')}: ${agent} chose ${chosen} at level ${level} (${show(level_reason, 500)}), policy ${policy}: decision ${decision}, about event ${about}`,
  ...reasons.map((one) => `because ${cited(one)}`),
]

const cited = ({ text, events }: Reason): string => {
  const more = events.length - MOST_IDS
  return `${show(text, 500)} (${events.slice(0, MOST_IDS).join(', ')}${more > 0 ? ` and ${more} more` : ''})`
}

const heardOf = (known: Known): Reason[] =>
  [
    ...givenUpOf(known),
    ...verdictOf(known),
    ...adviceOf(known),
    ...suspectsOf(known),
    ...questionOf(known),
    ...actOf(known),
  ].slice(0, 20)

const givenUpOf = ({ givenUp }: Known): Reason[] =>
  givenUp === undefined
    ? []
    : [reason('it was given up: nothing is asked, guarded or warned about it', [givenUp], givenUp)]

const verdictOf = ({ verdict }: Known): Reason[] => {
  if (verdict === undefined) return []
  const { event, level, percentile, reasons } = verdict
  const word = level === 'none' ? 'no signal yet' : `${level} risk`
  return [
    reason(`it was judged as ${word}, percentile ${Math.round(percentile)} of its repository`, [event], event),
    ...reasons.map(({ text, events }) => reason(text, events, event)),
  ]
}

const ENDED: Readonly<Record<string, string>> = {
  dropped: 'it was given up',
  well: 'it was merged and nothing went wrong',
  badly: 'it ended badly',
}

const adviceOf = ({ advice = [] }: Known): Reason[] =>
  advice.map(({ given: { text, said, event }, ended, ended_by: by }) => {
    const since = ended === null ? '' : `; since then ${ENDED[ended] ?? ended}`
    return reason(
      `${said ? 'recommended' : 'kept for the record'}${since}: ${text}`,
      by === null ? [event] : [event, by],
      event,
    )
  })

const ANSWERS = {
  suspects: 'suspects were named',
  intermittent: 'it comes and goes, so its time proves nothing',
  unknown: 'what is known does not tell which change is behind it',
} as const

const suspectsOf = ({ suspects: ranked }: Known): Reason[] => {
  if (ranked === undefined) return []
  const { event, answer, suspects, missing } = ranked
  const lacks = missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`
  return [
    reason(`${ANSWERS[answer]}${lacks}`, [event], event),
    ...suspects
      .slice(0, MOST_SUSPECTS)
      .flatMap(({ change, confidence, reasons }) => [
        reason(`${change} is a suspect, ${Math.round(confidence * 100)} % sure`, [event], event),
        ...reasons.map(({ text, events }) => reason(`${change}: ${text}`, events, event)),
      ]),
  ]
}

const questionOf = ({ question }: Known): Reason[] => {
  if (question === undefined) return []
  const { title, state, request, approval, answered_by: by, result } = question
  const events = [request, approval].flatMap((id) => (id === null ? [] : [id]))
  if (events.length === 0) return []
  const how = `${state}${by === null ? '' : ` by ${by}`}${result === null ? '' : `: ${result}`}`
  return [reason(`a person was asked: ${title} The question is ${how}`, events, events[0]!)]
}

const actOf = ({ act }: Known): Reason[] => {
  if (act === undefined) return []
  const { request, act: kind, verdict, reason: why, finished } = act
  const what = kind.replaceAll('_', ' ')
  const how = verdict === null ? 'was asked for and has not ended' : `ended as ${verdict.replaceAll('_', ' ')}`
  const events = finished === null ? [request] : [request, finished]
  return [reason(`${what} ${how}${why === null ? '' : `: ${why}`}`, events, request)]
}
