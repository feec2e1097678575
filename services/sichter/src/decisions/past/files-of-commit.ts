import type { EventData } from '@heimgewebe/contracts'
import type { Judgement } from '../judgement.js'
import { listOf } from './rows.js'

/** Files of the commit that a guard checked, where it is remembered. */
export const filesOfCommit = (
  { past }: Judgement,
  { sha }: Pick<EventData['guard.finished.v1'], 'sha'>,
): readonly string[] => {
  const number = sha === undefined ? undefined : past.changeIndex.get(sha)
  return number === undefined ? [] : Array.from(listOf(past.changeFiles, number), (row) => past.paths[row] ?? '')
}
