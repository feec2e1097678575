import type { Detailed, Room } from './room.js'
import { saidBy } from './said-by.js'

/** Whether an event is about a text of a model: of the room's making, not of the incident. */
export const isOfText = ({ type }: Pick<Detailed, 'type'>): boolean => type.startsWith('text.')

/** What models wrote of an incident, and what became of the latest wish for it. */
export const findProse = (told: readonly Detailed[]): Pick<Room, 'prose' | 'prose_missing'> => {
  const finished = saidBy(told, 'text.finished.v1').filter(({ detail }) => detail.use === 'post_mortem')
  const written = finished.findLast(({ detail }) => detail.outcome === 'written')
  const wanted = told.findLast(({ type }) => type === 'text.requested.v1')
  const result = wanted && finished.find(({ detail }) => detail.request === wanted.id)
  const { outcome, reason } = result?.detail ?? {}
  return {
    ...(written === undefined
      ? {}
      : {
          prose: {
            model: written.detail.model ?? '',
            sentences: written.detail.sentences ?? [],
            event: written.id,
            time: written.time,
            left_out: written.detail.left_out ?? 0,
            tokens: written.detail.tokens ?? 0,
            usd: written.detail.usd ?? 0,
          },
        }),
    ...(wanted === undefined || outcome === 'written'
      ? {}
      : {
          prose_missing: {
            state: outcome ?? 'wanted',
            ...(reason === undefined ? {} : { reason }),
            time: result?.time ?? wanted.time,
          },
        }),
  }
}
