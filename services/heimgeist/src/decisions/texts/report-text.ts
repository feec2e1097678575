import { type Draft, type MeshEvent, type TextFinishedV1, type TextRequestedV1, draft } from '@heimgewebe/contracts'
import { eventsBehind } from './answer-forms.js'
import { keepSentences, type Prose } from './keep-sentences.js'

type Started = MeshEvent<'text.started.v1'>
type Outcome = Pick<TextFinishedV1, 'outcome' | 'reason' | 'model' | 'sentences' | 'rule' | 'left_out'>

/** What came of a question, as whoever asked it tells. The value is a stranger's, in the form that was asked for. */
export type Answered =
  | {
      readonly outcome: 'written'
      readonly model: string
      readonly value: unknown
      readonly calls: TextFinishedV1['calls']
    }
  | {
      readonly outcome: 'none' | 'failed' | 'stopped' | 'refused'
      readonly reason: string
      readonly calls: TextFinishedV1['calls']
    }

/** An answer about code in its form. */
interface Pattern {
  readonly language: string
  readonly pattern: string
  readonly events: readonly string[]
}

/** Tells what came of a text: of what a model wrote only what may be shown. */
export const reportText = (
  event: Started,
  answered: Answered,
  facts: TextRequestedV1['facts'],
  seconds: number,
): Draft<'text.finished.v1'> => finished(event, outcomeOf(event, answered, facts), answered.calls, seconds)

/** Cut off in the middle: what was kept back for it stays spent, and nobody is asked again. */
export const reportCutOff = (event: Started): Draft<'text.finished.v1'> => {
  const { reserved_tokens: tokens, reserved_usd: usd } = event.data
  const told = finished(
    event,
    { outcome: 'unknown', reason: 'heimgeist ended in the middle; it was not asked again' },
    [],
  )
  return { ...told, data: { ...told.data, tokens, usd } }
}

const finished = (
  { subject, data }: Started,
  outcome: Outcome,
  calls: TextFinishedV1['calls'],
  seconds?: number,
): Draft<'text.finished.v1'> => {
  const { request, use, about, repository, template, day } = data
  const sum = (of: (call: TextFinishedV1['calls'][number]) => number): number =>
    calls.reduce((all, one) => all + of(one), 0)
  return draft('text.finished.v1', {
    subject,
    data: {
      request,
      use,
      about,
      ...(repository === undefined ? {} : { repository }),
      ...outcome,
      template,
      calls: calls.map((call) => ({
        ...call,
        ...(call.reason === undefined ? {} : { reason: call.reason.slice(0, 500) }),
      })),
      tokens: sum(({ prompt_tokens: prompt, answer_tokens: answer }) => prompt + answer),
      usd: Math.round(sum(({ usd }) => usd) * 1e9) / 1e9,
      day,
      ...(seconds === undefined ? {} : { duration_seconds: seconds }),
    },
  })
}

const outcomeOf = ({ data }: Started, answered: Answered, facts: TextRequestedV1['facts']): Outcome => {
  if (answered.outcome !== 'written') {
    const { outcome, reason } = answered
    return { outcome: outcome === 'stopped' ? 'unknown' : outcome, reason: reason.slice(0, 1000) }
  }
  const { model, value } = answered
  return data.use === 'post_mortem' ? proseOf(model, value as Prose, facts) : patternOf(model, value as Pattern, facts)
}

const proseOf = (model: string, value: Prose, facts: TextRequestedV1['facts']): Outcome => {
  const { sentences, leftOut } = keepSentences(value, facts)
  if (sentences.length === 0)
    return { outcome: 'none', model, reason: `none of its ${leftOut} sentences may be shown`, left_out: leftOut }
  return { outcome: 'written', model, sentences, left_out: leftOut }
}

const patternOf = (model: string, { language, pattern, events }: Pattern, facts: TextRequestedV1['facts']): Outcome => {
  const none = (reason: string): Outcome => ({ outcome: 'none', model, reason })
  if (pattern.trim() === '') return none('it sees nothing that they have in common')
  if (eventsBehind(events, facts) === undefined) return none('it names no fix, or one that it was not given')
  if (/(?![\n\t])\p{C}/u.test(pattern)) return none('its pattern holds characters that nobody sees')
  if (!/^[A-Za-z]{1,20}$/.test(language)) return none('it names no language')
  return { outcome: 'written', model, rule: { language, pattern } }
}
