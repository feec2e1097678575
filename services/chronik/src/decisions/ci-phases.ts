import type { EventData } from '@heimgewebe/contracts'
import { entryOf } from './common-shape.js'
import { type Fields, present } from './payload-fields.js'
import { clean } from './storable-text.js'

type Phase = NonNullable<EventData['ci.result.v1']['phases']>[number]

/** What is skipped took no part in the run. */
const OUTCOMES: Readonly<Record<string, Phase['outcome']>> = {
  success: 'success',
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  neutral: 'neutral',
}
const MOST = 50

/** The parts of a run that ran, in their order, at most 50; undefined where the host tells none. */
export const phasesOf = (parts: readonly Fields[]): Phase[] | undefined => {
  const phases = parts.flatMap((part): Phase[] => {
    const outcome = entryOf(OUTCOMES, part.text('conclusion'))
    const name = part.text('name')
    if (outcome === undefined || name === undefined) return []
    return [{ name: clean(name, 300), outcome, ...present({ duration_seconds: secondsOf(part) }) }]
  })
  return phases.length === 0 ? undefined : phases.slice(0, MOST)
}

/** Hosts tell whole seconds, and where clocks of two machines meet the end may lie before the start. */
const secondsOf = (part: Fields): number | undefined => {
  const [started, completed] = [part.time('started_at'), part.time('completed_at')]
  if (started === undefined || completed === undefined) return undefined
  return Math.max(0, (Date.parse(completed) - Date.parse(started)) / 1000)
}
