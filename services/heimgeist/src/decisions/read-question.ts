import type { OpenQuestion } from './answer-approval.js'
import type { LevelFound } from './find-level.js'
import type { Level } from './permit-act.js'
import type { ChangeWish } from './propose-change.js'

/** A wish as a store gives it. */
export interface KeptWish {
  readonly about: string
  readonly request: string | null
  readonly deadline: string | null
  readonly question: { readonly options: readonly { readonly id: string }[] } | null
  readonly wish: ChangeWish
  readonly level: number
  readonly level_reason: string
  readonly level_origin: string
  readonly level_policy: string | null
  readonly correlation: string
}

/** The question about a wish; undefined where nobody was asked yet. */
export const questionOf = (kept: KeptWish): OpenQuestion | undefined => {
  const { about, request, deadline, question, wish, correlation } = kept
  if (request === null || deadline === null || question === null) return undefined
  return {
    request,
    about,
    wish,
    deadline,
    options: question.options.map(({ id }) => id),
    level: levelOf(kept),
    correlation,
  }
}

/** The level at which a wish was decided about. */
export const levelOf = (
  kept: Pick<KeptWish, 'level' | 'level_reason' | 'level_origin' | 'level_policy'>,
): LevelFound => ({
  level: kept.level as Level,
  reason: kept.level_reason,
  origin: kept.level_origin as LevelFound['origin'],
  ...(kept.level_policy === null ? {} : { policy: kept.level_policy }),
})
