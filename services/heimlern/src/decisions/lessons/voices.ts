import type { Pattern } from './lesson.js'
import { MOST, lowerBound } from './lesson.js'

/** What people say of a pattern. */
export interface Voices {
  /** Each person's latest word, the latest first, at most 500. */
  readonly said: readonly Voice[]
  /** Versions of the pattern that came of what they said. */
  readonly versions: number
}

/** What one person says. */
export interface Voice {
  readonly by: string
  readonly verdict: 'good' | 'bad'
  readonly event: string
}

/** People who are remembered for one pattern. */
const MOST_PEOPLE = 500

/** Whether people reject a pattern: more of them call it bad than good. */
export const isDenied = (voices: Voices | undefined): boolean => {
  const { good, bad } = count(voices?.said ?? [])
  return bad > good
}

/** A pattern as its cases give it, with what people say of it: each counts as a case, and what they reject is retired. */
export const weighVoices = (pattern: Pattern, voices: Voices | undefined): Pattern =>
  voices ? { ...weigh(pattern, voices.said), version: pattern.version + voices.versions } : pattern

/** A pattern after one more word about it, with the words that are remembered; undefined where that person said so before. */
export const hearVoice = (
  pattern: Pattern,
  voices: Voices | undefined,
  voice: Voice,
): { readonly pattern: Pattern; readonly voices: Voices } | undefined => {
  const before = voices?.said ?? []
  const by = nameOf(voice.by)
  if (before.some((one) => one.by === by && one.verdict === voice.verdict)) return undefined
  const said = [{ ...voice, by }, ...before.filter((one) => one.by !== by)].slice(0, MOST_PEOPLE)
  const { people, ...told } = pattern
  const own = { ...told, state: people?.otherwise ?? told.state }
  return {
    pattern: { ...weigh(own, said), version: pattern.version + 1 },
    voices: { said, versions: (voices?.versions ?? 0) + 1 },
  }
}

const weigh = (pattern: Pattern, said: readonly Voice[]): Pattern => {
  const { good, bad } = count(said)
  const { state, support, counter_cases: against } = pattern
  return {
    ...pattern,
    state: bad > good ? 'retired' : state,
    confidence: lowerBound(support + good, support + against + good + bad),
    people: { good, bad, otherwise: state, events: said.slice(0, MOST).map(({ event }) => event) },
  }
}

const count = (said: readonly Voice[]) => {
  const good = said.filter(({ verdict }) => verdict === 'good').length
  return { good, bad: said.length - good }
}

/** One person at the command line and on a host is one where the names are the same. */
const nameOf = (by: string): string => by.replace(/^person\//, '').toLowerCase()
