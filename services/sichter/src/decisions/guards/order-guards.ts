import type { EventData } from '@heimgewebe/contracts'
import { areasOf, pathsMatching } from '@heimgewebe/decider'
import { folderOf } from '../past/remember-change.js'

type Configuration = EventData['configuration.recorded.v1']
type Ordered = Required<Pick<EventData['risk.assessed.v1'], 'guards' | 'guards_signal'>>
type Guard = Configuration['guards'][number]
type Choice = Ordered['guards'][number]

/** One real run of a guard: it found a fault of the change, or it passed. */
export interface GuardRun {
  readonly guard: string
  readonly found: boolean
  /** Change that was checked, its files, and the event of the result. */
  readonly change: string
  readonly files: readonly string[]
  readonly event: string
}

/** What is known when the guards of a change are put in order. */
export interface GuardKnowledge {
  readonly guards: readonly Guard[]
  readonly areas: Configuration['areas']
  /** Files of the change. */
  readonly files: readonly string[]
  /** Tests that usually change with these files, as far as the past speaks for them. */
  readonly tests: readonly string[]
  /** Latest runs of the repository, newest first. */
  readonly runs: readonly GuardRun[]
  /** Changes in which guards found a fault that are needed before the order rests on them. */
  readonly enough: number
}

/** Runs that a guess counts for: what all guards did, for one guard; what one guard did, for one of its files. */
const OF_ALL = 8
const OF_THE_GUARD = 4
/** The folder of a file says less than the file. */
const OF_A_FOLDER = 8
const MOST_EVENTS = 20

interface Count {
  ran: number
  found: number
}

/**
 * Puts the guards of a repository in the order of how likely each finds a fault in a change: from the faults that it
 * found in changes of the same files and folders, from the tests that change with them, and from the touched areas.
 */
export const orderGuards = (known: GuardKnowledge): Ordered => {
  const smelt = new Set(known.runs.filter(({ found }) => found).map(({ change }) => change))
  const { affected } = areasOf(known.files, known.areas)
  const runs = known.runs.map((run) => ({ ...run, areas: areasOf(run.files, known.areas).affected }))
  const measured = known.guards
    .filter(({ kind }) => kind === 'guard')
    .map((guard, place) => ({ place, choice: measure(guard, touchedBy(guard, affected, known), known.files, runs) }))
  measured.sort((a, b) => b.choice.worth - a.choice.worth || a.place - b.place)
  return {
    guards: measured.map(({ choice }) => choice).slice(0, 200),
    guards_signal: smelt.size >= known.enough ? 'learned' : 'none',
  }
}

type Touch = 'area' | 'tests' | undefined

const touchedBy = (guard: Guard, affected: readonly string[], { tests }: GuardKnowledge): Touch => {
  if (guard.area === '*' || affected.includes(guard.area)) return 'area'
  return guard.tests !== undefined && pathsMatching(tests, guard.tests).length > 0 ? 'tests' : undefined
}

interface PlacedRun extends GuardRun {
  readonly areas: readonly string[]
}

const measure = (guard: Guard, touch: Touch, changed: readonly string[], past: readonly PlacedRun[]): Choice => {
  const runs = past.filter((run) => run.guard === guard.name)
  const inArea = ({ areas }: PlacedRun): boolean => guard.area === '*' || areas.includes(guard.area)
  // A guard that is touched is judged by its runs on changes that touched it, another by the rest.
  const like = runs.filter((run) => inArea(run) === (touch !== undefined))
  const all = share(countOf(past), 0.1, 1)
  const rate = share(countOf(like), touch === undefined ? all / 4 : all, OF_ALL)
  const files = new Set(changed)
  const folders = new Set(changed.map(folderOf))
  const ofFiles = runs.filter((run) => run.files.some((file) => files.has(file)))
  const ofFolders = runs.filter((run) => run.files.some((file) => folders.has(folderOf(file))))
  const best = bestFile(changed, ofFiles, rate)
  const worth = Math.max(rate, best.worth, share(countOf(ofFolders), rate, OF_A_FOLDER))
  const faults = ofFiles.filter(({ found }) => found)
  const near = ofFolders.filter(({ found }) => found)
  const events = (faults.length > 0 ? faults : near).map(({ event }) => event).slice(0, MOST_EVENTS)
  return {
    guard: guard.name,
    worth: Math.round(worth * 10_000) / 10_000,
    ...reasonFor({ guard, touch, best, faults: faults.length, near: near.length, folder: ofFolders.length }),
    ...(events.length > 0 ? { events } : {}),
  }
}

const countOf = (runs: readonly GuardRun[]): Count => ({
  ran: runs.length,
  found: runs.filter(({ found }) => found).length,
})

/** Share of runs that found a fault, drawn towards a guess that counts for some runs. */
const share = ({ ran, found }: Count, guess: number, weight: number): number =>
  (found + guess * weight) / (ran + weight)

interface BestFile extends Count {
  readonly worth: number
  readonly path: string
}

/** The file of the change for which the guard found most. */
const bestFile = (files: readonly string[], runs: readonly GuardRun[], rate: number): BestFile => {
  let best: BestFile = { worth: 0, path: '', ran: 0, found: 0 }
  if (runs.length === 0) return best
  for (const path of files) {
    const count = countOf(runs.filter((run) => run.files.includes(path)))
    const worth = share(count, rate, OF_THE_GUARD)
    if (count.found > 0 && worth > best.worth) best = { worth, path, ...count }
  }
  return best
}

interface Evidence {
  readonly guard: Guard
  readonly touch: Touch
  readonly best: BestFile
  readonly faults: number
  readonly near: number
  readonly folder: number
}

const reasonFor = ({ guard, touch, best, faults, near, folder }: Evidence): Pick<Choice, 'by' | 'text'> => {
  if (faults > 0)
    return { by: 'learned', text: cut(`found a fault in ${best.found} of its ${best.ran} runs for ${best.path}`) }
  if (near > 0) return { by: 'learned', text: `found a fault in ${near} of its ${folder} runs for these folders` }
  if (touch === 'tests') return { by: 'learned', text: 'its tests usually change with these files' }
  if (touch === 'area')
    return { by: 'area', text: guard.area === '*' ? 'it is for every area' : cut(`its area ${guard.area} is touched`) }
  return { by: 'none', text: 'neither its area nor a fault that it found speaks for it' }
}

const cut = (text: string): string => (text.length > 500 ? `${text.slice(0, 499)}…` : text)
