import { type Draft, type EventData, type MeshEvent, deriveId, draft, timeOfId } from '@heimgewebe/contracts'
import { type Case, ENOUGH, MOST } from '../lessons/lesson.js'

/** A question to a language model that is open: what was mined, and the wish for a text about it. */
export interface OpenQuestion {
  readonly mining: EventData['mining.requested.v1']
  /** Event that wants the text; absent where nothing is open. */
  readonly text?: string
}

/** Asks a language model what several fixes removed in common, where nothing was found: one piece of code a bad change. */
export const askModel = (
  { id, data }: MeshEvent<'mining.finished.v1'>,
  cases: ReadonlyMap<string, Case>,
): Draft<'text.requested.v1'> | undefined => {
  const { repository, removed = [], rules } = data
  if (rules.length > 0 || removed.length < ENOUGH) return undefined
  return draft('text.requested.v1', {
    id: deriveId(timeOfId(id), `${id}|heimlern|${repository}|text`),
    subject: `mining/${repository}`,
    data: {
      use: 'lint_rule',
      about: `mining/${repository}`,
      repository,
      requested_by: 'heimlern',
      facts: removed.map(({ change, language, code }) => ({
        text: `${language}:\n${code}`,
        events: [...new Set([id, ...(cases.get(change)?.troubles.flatMap(({ events }) => events) ?? [])])].slice(
          0,
          MOST,
        ),
      })),
    },
  })
}

/** Has a pattern tried that a language model wrote, on the same past. Undefined where nobody asked for it. */
export const tryPattern = (
  event: MeshEvent<'text.finished.v1'>,
  known: OpenQuestion | undefined,
): Draft<'mining.requested.v1'> | undefined => {
  const { request, outcome, rule, model } = event.data
  if (known?.text !== request || outcome !== 'written' || !rule || model === undefined) return undefined
  const { show_code: _, ...mining } = known.mining
  return draft('mining.requested.v1', {
    id: deriveId(timeOfId(event.id), `${event.id}|heimlern|${mining.repository}|pattern`),
    subject: `mining/${mining.repository}`,
    data: { ...mining, proposals: [{ ...rule, model, text: event.id }] },
  })
}
