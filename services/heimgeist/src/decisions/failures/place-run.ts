import type { MeshEvent } from '@heimgewebe/contracts'
import { momentOf } from '../tell-time.js'
import type { Run } from './read-run.js'

/** A change as far as its runs go. */
export interface WatchedChange {
  readonly open: boolean
  /** Its head. */
  readonly sha?: string
}

/** What the source of a run says of where it ran, and the default branch of the repository. */
export interface RunPlace {
  readonly number?: number | undefined
  readonly branch?: string | undefined
  readonly trunk?: string | undefined
}

/** What a run is of: the present head of an open change, the default branch, or anything else. */
export const placeRun = (
  run: Run,
  change: WatchedChange | undefined,
  { number, branch, trunk }: RunPlace,
): 'head' | 'trunk' | 'elsewhere' => {
  if (change?.open === true) return change.sha === undefined || change.sha === run.sha ? 'head' : 'elsewhere'
  return number === undefined && branch !== undefined && branch === trunk ? 'trunk' : 'elsewhere'
}

/** Whether a run is young enough to be decided about: the import of a history asks nobody about its failures. */
export const isPresent = (event: MeshEvent, clockMs: number, windowMs: number): boolean =>
  momentOf(event, clockMs) - Date.parse(event.time) <= windowMs
