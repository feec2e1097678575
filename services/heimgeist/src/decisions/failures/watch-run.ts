import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Continuation } from '../core-loop.js'
import { type KeptWish, questionOf } from '../read-question.js'
import { recoverFailure } from './decide-failure.js'
import { type Failing, followRun } from './follow-run.js'
import { type RunPlace, type WatchedChange, isPresent, placeRun } from './place-run.js'
import type { Run } from './read-run.js'

/** What is known when a run has ended. */
export interface RunKnown {
  readonly change?: WatchedChange & {
    readonly change: string
    readonly repository: string
    /** Event that said that it was given up; absent where it was not. */
    readonly givenUp?: string
  }
  readonly failing?: Failing
  /** What was asked about the head that fails, where anything was. */
  readonly wish?: KeptWish
  /** Default branch of the repository. */
  readonly trunk?: string
  /** Clock of the repository, in Unix milliseconds. */
  readonly clockMs: number
  /** Age up to which a run is decided about, in milliseconds. */
  readonly windowMs: number
}

/** What a run leads to. */
export interface RunWatched {
  /** It is the latest of its pipeline without any open change. */
  readonly trunk?: { readonly what: string; readonly failed: boolean; readonly fingerprints: readonly string[] }
  /** How its change stands from now on; null where nothing of it fails any more. */
  readonly failing?: Failing | null
  /** A decision is due. */
  readonly due?: true
  /** A question that is over: the wish it is about, and how its matter goes on. */
  readonly over?: { readonly about: string; readonly given?: Continuation }
  readonly drafts: Draft[]
}

/** Watches the runs of open changes, and of the default branch to compare with. */
export const watchRun = (
  event: MeshEvent,
  run: Run,
  place: Omit<RunPlace, 'trunk'>,
  { change, failing, wish, trunk, clockMs, windowMs }: RunKnown,
): RunWatched => {
  const of = placeRun(run, change, { ...place, trunk })
  if (of === 'trunk') {
    const fingerprints = run.tests.flatMap(({ fingerprint }) => (fingerprint === undefined ? [] : [fingerprint]))
    return { trunk: { what: run.what, failed: run.failed, fingerprints }, drafts: [] }
  }
  // What was given up is asked about no more, whatever its runs say.
  if (change?.givenUp !== undefined) return { drafts: [] }
  if (of !== 'head' || change === undefined || !isPresent(event, clockMs, windowMs)) return { drafts: [] }
  const followed = followRun(failing, run, change.change, change.repository)
  const over = followed.over === undefined ? {} : { over: overOf(event, followed.over.why, failing, wish) }
  const recovered =
    followed.recovered && failing ? [recoverFailure(event, failing, run.sha, wish?.request ?? undefined)] : []
  return {
    failing: followed.failing ?? null,
    ...(followed.due === undefined ? {} : { due: followed.due }),
    ...over,
    drafts: recovered,
  }
}

/** A change that is merged or given up: whatever was asked about it is over. */
export const endFailing = (event: MeshEvent, { failing, wish }: RunKnown): RunWatched =>
  failing === undefined
    ? { drafts: [] }
    : { failing: null, over: overOf(event, 'the change is no longer open', failing, wish), drafts: [] }

const overOf = (
  event: MeshEvent,
  why: string,
  failing: Failing | undefined,
  wish: KeptWish | undefined,
): NonNullable<RunWatched['over']> => {
  const question = wish && questionOf(wish)
  return {
    about: failing?.about ?? event.id,
    ...(question === undefined ? {} : { given: { kind: 'withdrawn' as const, event, question, why } }),
  }
}
