import type { Fields } from './payload-fields.js'

/** A payload in the shape that is translated: GitHub's names and places, which two of the others follow anyway. */
export interface Shaped {
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** What a host calls an event, and how it writes it, in the common shape. */
export type Shape = (event: string, payload: Fields) => Shaped

/** The entry of a table for a word that somebody else chose: never what every object inherits. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined =>
  word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined

/** A finished job as a check run, which is what it is at the hosts that know both; its steps are parts of the run. */
export const jobAsCheck: Shape = (_event, payload) => {
  const job = payload.at('workflow_job')
  const check = { ...job.raw(), check_suite: { head_branch: job.text('head_branch') } }
  return { event: 'check_run', payload: { ...payload.raw(), check_run: check } }
}
