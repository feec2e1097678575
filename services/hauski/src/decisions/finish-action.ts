import { type ActionFinishedV1, type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'

type Source = MeshEvent<'action.requested.v1'> | MeshEvent<'action.started.v1'>

/** What became of an act. */
type Outcome = Pick<ActionFinishedV1, 'verdict' | 'reason' | 'result' | 'undo'>

/** The draft that says what became of an act. `seconds`: how long it took. */
export const finishAction = (event: Source, outcome: Outcome, seconds: number): Draft<'action.finished.v1'> => {
  const { data } = event
  const isIntent = event.type === 'action.started.v1'
  const request = isIntent ? (event as MeshEvent<'action.started.v1'>).data.request : event.id
  return draft('action.finished.v1', {
    subject: `action/${request}`,
    data: {
      repository: data.repository,
      ...(data.change === undefined ? {} : { change: data.change }),
      request,
      ...(isIntent ? { started: event.id } : {}),
      act: data.act,
      verdict: outcome.verdict,
      ...(outcome.reason === undefined ? {} : { reason: oneLine(outcome.reason) }),
      ...(outcome.result === undefined ? {} : { result: outcome.result }),
      ...(outcome.undo === undefined ? {} : { undo: outcome.undo }),
      duration_seconds: Math.round(seconds * 1000) / 1000,
    },
  })
}

const MAX_REASON = 1000

/** Messages of git and hosts hold what strangers wrote. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON)
