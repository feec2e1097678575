import type { Change } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import { findCompanions } from '../measures/find-companions.js'
import type { Fact } from './fact.js'
import { addedByHabit } from '../past/habits.js'
import type { Judgement } from '../judgement.js'
import { C, COMPANIONS, DAY, H, type Past } from '../past/past.js'
import { folderOf, pairKey } from '../past/remember-change.js'
import { cell } from '../past/rows.js'
import { countOf } from '../past/tally.js'
import { counted, quoted } from './word-facts.js'

/** Latest changes of a file, newest first. */
const latestOf = (past: Past, row: number): number[] => {
  const turns = cell(past.latest, row, COMPANIONS)
  return Array.from({ length: Math.min(turns, COMPANIONS) }, (_, back) =>
    cell(past.latest, row, (turns - 1 - back) % COMPANIONS),
  )
}

const eventsOf = (past: Past, changes: readonly number[]): string[] =>
  changes.map((change) => past.events[change] ?? '')

/** Share of the latest changes from which a companion is missed. */
const USUAL = 0.6

/** A file that usually changes with one of the change's files, and is missing. */
export const findMissing = ({ past }: Judgement, change: Change): Fact[] => {
  const found = findCompanions(past, change)
    .filter(({ together, of }) => of >= 5 && together >= USUAL * of)
    .map((companion) => {
      const isTest = classifyPath(past.paths[companion.companion] ?? '') === 'test'
      return { ...companion, strength: companion.together / companion.of + (isTest ? 0.3 : 0) }
    })
    .toSorted((a, b) => b.strength - a.strength)
  const [first] = found
  if (first === undefined || past.fileIndex.get(past.paths[first.companion] ?? '') === undefined) return []
  const text = `${quoted(past.paths[first.file] ?? '')} usually changes with ${quoted(past.paths[first.companion] ?? '')} (${first.together} of its last ${first.of} changes), which is missing here`
  const adds = addedByHabit(past, 'companion-missing')
  return [{ kind: 'companion-missing', text, events: eventsOf(past, first.changes), strength: first.strength, ...adds }]
}

/** Fewest changes of a folder by others before a first one there is worth a word. */
const SETTLED = 10

/** An author who never changed the folder with most of the change's lines. */
export const findNewcomer = ({ past }: Judgement, change: Change): Fact[] => {
  const [main] = change.files.toSorted((a, b) => b.added + b.deleted - a.added - a.deleted)
  if (main === undefined || classifyPath(main.path) !== 'code') return []
  const folder = folderOf(main.path)
  const row = past.folderIndex.get(folder)
  const file = past.fileIndex.get(main.path)
  if (row === undefined || file === undefined || cell(past.folders, row, H.changes) < SETTLED) return []
  const author = past.authorIndex.get(change.author)
  if (author !== undefined && countOf(past.authorFolders, pairKey(author, row)) > 0) return []
  const text = `its author never changed ${folder === '' ? 'the root folder' : quoted(folder)} before, where ${counted(cell(past.folders, row, H.changes), 'change')} were made by others`
  const adds = addedByHabit(past, 'author-new')
  return [{ kind: 'author-new', text, events: eventsOf(past, latestOf(past, file)), strength: 0.7, ...adds }]
}

/** Days within which ten changes of one file are a rush. */
const RUSH_DAYS = 21

/** A file that changed ten times in three weeks. */
export const findRush = ({ past }: Judgement, change: Change, now: number): Fact[] => {
  let best: Fact[] = []
  for (const { path } of change.files.slice(0, 20)) {
    const row = past.fileIndex.get(path)
    if (row === undefined || classifyPath(path) !== 'code') continue
    const latest = latestOf(past, row)
    const first = Math.min(...latest.map((number) => cell(past.changes, number, C.time)))
    const days = Math.max(1, Math.ceil((now - first) / DAY))
    if (latest.length < COMPANIONS || days > RUSH_DAYS) continue
    const strength = 0.5 + (0.4 * (RUSH_DAYS - days)) / RUSH_DAYS
    if (strength <= (best[0]?.strength ?? 0)) continue
    const text = `${quoted(path)} was changed ${COMPANIONS} times in the last ${counted(days, 'day')}`
    best = [{ kind: 'file-rush', text, events: eventsOf(past, latest), strength, ...addedByHabit(past, 'file-rush') }]
  }
  return best
}
