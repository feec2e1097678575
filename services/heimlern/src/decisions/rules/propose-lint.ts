import type { Draft, EventData, MeshEvent } from '@heimgewebe/contracts'
import { type Case, MOST, type Note, type Pattern, type Told, isNews, lowerBound } from '../lessons/lesson.js'
import { tellPattern } from '../lessons/tell-errors.js'
import { type Voices, weighVoices } from '../lessons/voices.js'
import { propose } from './propose-rules.js'
import type { Rule } from './rule.js'

type Mined = EventData['mining.finished.v1']['rules'][number]

/** What is known when lint rules are proposed. */
export interface LintKnown {
  readonly rules: ReadonlyMap<string, Rule>
  /** Bad changes by subject. */
  readonly cases: ReadonlyMap<string, Case>
  /** What was told of patterns. */
  readonly habits: Readonly<Record<string, Told>>
  /** What people say of patterns. */
  readonly voices: ReadonlyMap<string, Voices>
  /** Folder of the repository that rules are put into. */
  readonly lintFolder: string
}

/** Patterns and rules from what fixes took out, each with the proof that it came with. */
export const proposeLint = (
  event: MeshEvent<'mining.finished.v1'>,
  known: LintKnown,
): { drafts: Draft[]; notes: Note[] } => {
  const drafts: Draft[] = []
  const notes: Note[] = []
  let habits = known.habits
  for (const mined of event.data.rules) {
    const before = habits[patternOfRule(mined)]
    const version = (before?.version ?? 0) + 1
    const pattern = weighVoices(patternOf(event, mined, version, known.cases), known.voices.get(patternOfRule(mined)))
    if (isNews(before, pattern.support, 0)) {
      habits = { ...habits, [pattern.pattern]: { version, support: pattern.support, against: 0 } }
      drafts.push(tellPattern(pattern))
      notes.push({ shelf: 'pattern', key: pattern.pattern, value: pattern })
      notes.push({ shelf: 'habits', key: 'told', value: habits })
    }
    if (pattern.state !== 'learned') continue
    const { rule, content, language, fires_on, misses, silent_on, false_alarms, written_by: model } = mined
    const marked =
      model === undefined ? '' : `The language model ${model} wrote its pattern; it was tried like any other. `
    const wording = {
      rule,
      kind: 'lint_rule' as const,
      name: `Lint-Rule ${rule}${model === undefined ? '' : `, written by ${model}`}`,
      rationale: `${marked}${pattern.statement} With this rule a change that brings it back into ${language} fails its guard, with the rule named. It looks at the lines of the change only.`,
      content,
      path: `${known.lintFolder}/${rule}.yml`,
      ...(model === undefined ? {} : { written_by: 'model' as const, model }),
      events: [event.id, ...pattern.cases.flatMap((one) => one.events)].slice(0, MOST),
    }
    const proof = { fires_on: fires_on.slice(0, MOST), misses, silent_on, false_alarms }
    const proposed = propose(event, pattern.repository, pattern, wording, proof, known.rules)
    drafts.push(...proposed.drafts)
    notes.push(...proposed.notes)
  }
  return { drafts, notes }
}

/** Identity of the pattern of a rule that was found. */
export const patternOfRule = ({ rule }: Pick<Mined, 'rule'>): string => `construct-${rule}`.slice(0, 100)

const patternOf = (
  event: MeshEvent<'mining.finished.v1'>,
  mined: Mined,
  version: number,
  cases: ReadonlyMap<string, Case>,
): Pattern => {
  const { construct, fires_on, silent_on, false_alarms, misses, rule } = mined
  const support = fires_on.length
  return {
    repository: event.data.repository,
    pattern: patternOfRule(mined),
    name: `code that fixes take out: ${rule}`.slice(0, 200),
    kind: 'bad',
    version,
    state: 'learned',
    statement:
      `Fixes took “${construct.replaceAll(/\s+/g, ' ').slice(0, 300)}” out of ${support} changes; of ${silent_on + false_alarms} good ones that were tried, ${false_alarms === 0 ? 'none has' : `${false_alarms} have`} it.${misses === 0 ? '' : ` ${misses} other repairs were about something else.`}`
        .slice(0, 1000)
        .toWellFormed(),
    cases: fires_on.slice(0, MOST).map((subject) => {
      const one = cases.get(subject)
      return { subject, events: eventsOf(one, event.id) }
    }),
    support,
    counter_cases: false_alarms,
    confidence: lowerBound(support, support + false_alarms),
  }
}

const eventsOf = (one: Case | undefined, mined: string): string[] => {
  const events = [...(one?.event ? [one.event] : []), ...(one?.troubles.flatMap(({ events: some }) => some) ?? [])]
  return events.length === 0 ? [mined] : [...new Set(events)].slice(0, MOST)
}
