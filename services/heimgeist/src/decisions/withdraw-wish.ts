import type { MeshEvent } from '@heimgewebe/contracts'
import type { Continuation } from './core-loop.js'
import { type KeptWish, questionOf } from './read-question.js'

/** How the loop goes on where a wish is taken back; null where nobody was asked yet. */
export const withdrawn = (event: MeshEvent, wish: KeptWish, why: string): Continuation | null => {
  const question = questionOf(wish)
  return question ? { kind: 'withdrawn', event, question, why } : null
}
