import type { Run } from './read-run.js'

/** An open change whose head fails, as it is kept. */
export interface Failing {
  readonly change: string
  readonly repository: string
  /** Head that fails. */
  readonly sha: string
  /** Failed runs of that head, one of each pipeline or guard; those that passed since are gone. */
  readonly runs: readonly Run[]
  /** Failed run that the decision is about. */
  readonly about: string
  /** gathering: not decided yet; excused: none of it is the change's; decided: asked about, or not at this level. */
  readonly state: 'gathering' | 'excused' | 'decided'
  /** Heads in a row that were decided about, this one included. */
  readonly streak: number
}

/** What a run does to its change. */
export interface Followed {
  /** What is kept from now on; absent where nothing fails any more. */
  readonly failing?: Failing
  /** A decision is due, once the other runs had time to fail too. */
  readonly due?: true
  /** Failed run whose question is no longer the right one, and why. */
  readonly over?: { readonly about: string; readonly why: string }
  /** Set where all that failed has passed since, after it was decided about. */
  readonly recovered?: true
}

/** Failed runs of one head that are kept. */
const MOST_RUNS = 20

/** Follows a run of the present head of an open change. */
export const followRun = (known: Failing | undefined, run: Run, change: string, repository: string): Followed => {
  if (!run.failed) return known === undefined ? {} : passed(known, run)
  if (known === undefined || known.sha !== run.sha) {
    const failing: Failing = {
      change,
      repository,
      sha: run.sha,
      runs: [run],
      about: run.event,
      state: 'gathering',
      streak: known?.streak ?? 0,
    }
    const why = `a newer head fails too: ${run.what} at ${run.sha.slice(0, 10)}`
    return { failing, due: true, ...(known === undefined ? {} : { over: { about: known.about, why } }) }
  }
  const runs = [...known.runs.filter(({ what }) => what !== run.what), run].slice(-MOST_RUNS)
  // NOTE: once it is asked about a head, what fails of it besides asks nothing again.
  if (known.state !== 'excused') return { failing: { ...known, runs } }
  return { failing: { ...known, runs, about: run.event, state: 'gathering' }, due: true }
}

const passed = (known: Failing, run: Run): Followed => {
  const runs = known.runs.filter(({ what }) => what !== run.what)
  if (runs.length > 0) return { failing: { ...known, runs } }
  if (known.state !== 'decided') return {}
  const why = `${run.what} passed at ${run.sha.slice(0, 10)}`
  return { over: { about: known.about, why }, recovered: true }
}
