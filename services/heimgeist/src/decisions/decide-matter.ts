import type { MeshEvent } from '@heimgewebe/contracts'
import { decideFailure } from './failures/decide-failure.js'
import type { Levels } from './find-level.js'
import { type ChangeWish, type WishDecided, decideWish } from './propose-change.js'

/** Decides about what is wanted: an act of class change, or a person's word on a failure. */
export const decideMatter = (
  event: MeshEvent,
  wish: ChangeWish,
  levels: Levels,
  messagesLeft: number | undefined,
): WishDecided =>
  wish.failure === undefined ? decideWish(event, wish, levels) : decideFailure(event, wish, levels, messagesLeft ?? 0)
