import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { formatCount } from '../output/format.js'
import { Progress } from '../output/progress.js'
import type { Step } from '../output/progress.js'
import { headOf } from './mesh-api.js'
import type { ImportState, MeshApi, RepositoryCard } from './mesh-api.js'
import { meshLag } from './mesh-lag.js'

const POLL_MS = 250

/** Waits, with a progress bar, until the history of a place is in the log and every service has worked through it. */
export const followImport = async (context: Context, api: MeshApi, location: string): Promise<RepositoryCard> => {
  const { terminal, interrupted } = context
  const progress = new Progress(terminal)
  const begun = Date.now()
  for (let settled: number | undefined; ;) {
    interrupted.throwIfAborted()
    const state = await stateOf(api, location)
    const card = state?.repository === undefined ? undefined : await cardOf(api, state.repository)
    progress.show(stepOf(state, card, Date.now() - begun))
    const before = settled
    settled = state?.state === 'following' && card !== undefined ? await settledAt(context, api) : undefined
    if (card !== undefined && settled !== undefined && settled === before) {
      const final = (await cardOf(api, card.repository)) ?? card
      progress.done(summaryOf(final, Date.now() - begun))
      if (state?.problem !== undefined) terminal.say(`${terminal.tintNote('warn', '!')} ${state.problem}`)
      return final
    }
    await sleep(POLL_MS, undefined, { signal: interrupted }).catch(() => undefined)
  }
}

/** How far chronik has read a place; throws where it cannot. */
const stateOf = async ({ chronik }: MeshApi, location: string): Promise<ImportState | undefined> => {
  const state = (await chronik.get<ImportState[]>('/repositories')).find((one) => one.location === location)
  if (state?.state !== 'failed') return state
  throw new Failure(
    state.problem ?? `${location} cannot be read`,
    EXIT.usage,
    'Name another folder or clone URL, or mend this one; chronik tries again by itself.',
  )
}

/**
 * Position up to which every service has worked, or undefined while any lags. Ask twice: an event that was appended a moment
 * ago may not have reached anyone's lag yet, but it moves the head.
 */
export const settledAt = async ({ settings }: Pick<Context, 'settings'>, api: MeshApi): Promise<number | undefined> => {
  const head = await headOf(api)
  return (await meshLag(settings)) === 0 ? head : undefined
}

const cardOf = async ({ leitstand }: MeshApi, repository: string): Promise<RepositoryCard | undefined> =>
  (await leitstand.get<RepositoryCard[]>('/api/repositories')).find((one) => one.repository === repository)

/** What to show: reading while commits come in, judging when all are there. */
export const stepOf = (state: ImportState | undefined, card: RepositoryCard | undefined, ms: number): Step => {
  if (state === undefined || state.state === 'waiting') return { label: 'looking at the repository', done: 0 }
  const name = state.repository ?? state.location
  if (state.state === 'cloning') return { label: `copying ${name}`, done: 0 }
  const known = state.commits_total > 0
  const reading = state.state === 'importing' && (!known || state.commits_done < state.commits_total)
  const done = reading ? state.commits_done : (card?.judged ?? 0)
  const total = reading ? (known ? state.commits_total : undefined) : card?.commits
  const rate = { note: `${formatCount(Math.round(done / Math.max(ms / 1000, 0.001)))} changes/s` }
  return { label: `${reading ? 'reading' : 'judging'} ${name}`, done, total, ...(done > 0 ? rate : {}) }
}

/** What has come of it: `acme/shop: 1,275 changes judged, 221 merges left out, 18.4 s`. */
export const summaryOf = ({ repository, judged, commits, shallow }: RepositoryCard, ms: number): string => {
  const merges = commits > judged ? `, ${formatCount(commits - judged)} merges left out` : ''
  const cut = shallow ? ' (a shallow clone: older history is missing)' : ''
  return `${repository}: ${formatCount(judged)} changes judged${merges}, ${(ms / 1000).toFixed(1)} s${cut}`
}
