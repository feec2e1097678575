import type { Blame } from './blame.js'
import { newLists, newRows, type Lists, type Rows } from './rows.js'
import { newTally, type Tally } from './tally.js'

export const DAY = 86_400

/** Columns of the history of a thing that changes: a file, a function, a folder. */
export const H = {
  changes: 0,
  first: 1,
  last: 2,
  /** Changes and changed lines, halved every 90 days, as of the last change. */
  recent: 3,
  churn: 4,
  /** Changes that were fixes, and the same halved every year, as of the last fix. */
  fixes: 5,
  recentFixes: 6,
  lastFix: 7,
  /** Changes that were later fixed or reverted, by links; halved every year as of the last link. */
  bugs: 8,
  recentBugs: 9,
  lastBug: 10,
  developers: 11,
  lastAuthor: 12,
  withTest: 13,
  /** Sum of the sizes of its changes: the logarithm of one more than the lines. */
  size: 14,
  /** As bugs, recentBugs and lastBug, but only where a message or an incident names the change, and not where blame does. */
  linkedBugs: 15,
  recentLinkedBugs: 16,
  lastLinkedBug: 17,
  width: 18,
} as const

/** Columns of an author. */
export const A = {
  changes: 0,
  first: 1,
  last: 2,
  recent: 3,
  bugs: 4,
  recentBugs: 5,
  lastBug: 6,
  series: 7,
  /** Changes old enough to be counted for the rate of bugs. */
  matured: 8,
  /** Sum of the sizes of the author's changes, by lines added. */
  size: 9,
  linkedBugs: 10,
  recentLinkedBugs: 11,
  lastLinkedBug: 12,
  width: 13,
} as const

/** What counts as a bug: all that is taken for one here, or what is named alone. */
export type Evidence = 'all' | 'links'
export const EVIDENCE = ['all', 'links'] as const

/** Where a table counts bugs: how many, the same halved every year, and when the last was heard of. */
export interface BugColumns {
  readonly count: number
  readonly recent: number
  readonly last: number
}

/** The columns of bugs of a thing that changes, and of an author. */
export const BUGS_OF: { readonly thing: Record<Evidence, BugColumns>; readonly author: Record<Evidence, BugColumns> } =
  {
    thing: {
      all: { count: H.bugs, recent: H.recentBugs, last: H.lastBug },
      links: { count: H.linkedBugs, recent: H.recentLinkedBugs, last: H.lastLinkedBug },
    },
    author: {
      all: { count: A.bugs, recent: A.recentBugs, last: A.lastBug },
      links: { count: A.linkedBugs, recent: A.recentLinkedBugs, last: A.lastLinkedBug },
    },
  }

/** Columns of a remembered change. */
export const C = { time: 0, author: 1, fix: 2, bad: 3, scored: 4, habits: 5, linked: 6, width: 7 } as const

/** Room for kinds of habits. */
const MOST_HABITS = 8

/** Latest changes of a file that are looked at for its usual companions. */
export const COMPANIONS = 10

/** All that is remembered of one repository, as plain structures. */
export interface Past {
  readonly fileIndex: Map<string, number>
  readonly paths: string[]
  /** Rows of the files that have or had a name with this stem: the latest. */
  readonly stems: Map<string, number[]>
  readonly files: Rows
  readonly blames: (Blame | undefined)[]
  readonly latest: Rows
  readonly functionIndex: Tally
  readonly functions: Rows
  readonly folderIndex: Map<string, number>
  readonly folders: Rows
  readonly authorIndex: Map<string, number>
  readonly authors: Rows
  /** Changes an author made in a file, and in a folder. */
  readonly authorFiles: Tally
  readonly authorFolders: Tally
  readonly changeIndex: Map<string, number>
  readonly changes: Rows
  readonly changeFiles: Lists
  readonly changeFunctions: Lists
  /** Event ids of the changes. */
  readonly events: string[]
  readonly shas: string[]
  /** Change that a pull request became, by its number. */
  readonly numbers: Map<number, number>
  readonly hours: Float64Array
  /** Incidents by path, each with the event that told of it. */
  readonly incidents: Map<string, IncidentOfFile[]>
  /** By file: pairs of a change that was bad and the change that fixed it; by explicit links, and by blame. */
  readonly fixedIn: Map<number, number[]>
  readonly blamedIn: Map<number, number[]>
  /** By file: failed guards and CI runs of changes that touched it. */
  readonly failures: Map<number, string[]>
  /** By kind of habit: changes that the fact held for, and those of them that turned out bad. */
  readonly habits: { readonly changes: Float64Array; readonly bad: Float64Array }
  totals: Totals
}

/** An incident that a file was involved in. */
export interface IncidentOfFile {
  readonly incident: string
  readonly event: string
  /** Subject of the change that a person named as its cause, and the event in which it was named. */
  readonly cause?: string
  readonly toldBy?: string
}

export interface Totals {
  changes: number
  bad: number
  /** Changes that are named as bad by a message or an incident. */
  linked: number
  lastTime: number
  recent: number
  conventional: number
  /** Sum of the sizes of all changes, by lines added. */
  size: number
}

export const newPast = (): Past => ({
  fileIndex: new Map(),
  paths: [],
  stems: new Map(),
  files: newRows(H.width),
  blames: [],
  latest: newRows(COMPANIONS + 1),
  functionIndex: newTally(),
  functions: newRows(H.width),
  folderIndex: new Map(),
  folders: newRows(H.width),
  authorIndex: new Map(),
  authors: newRows(A.width),
  authorFiles: newTally(),
  authorFolders: newTally(),
  changeIndex: new Map(),
  changes: newRows(C.width),
  changeFiles: newLists(),
  changeFunctions: newLists(),
  events: [],
  shas: [],
  numbers: new Map(),
  hours: new Float64Array(24),
  incidents: new Map(),
  fixedIn: new Map(),
  blamedIn: new Map(),
  failures: new Map(),
  habits: { changes: new Float64Array(MOST_HABITS), bad: new Float64Array(MOST_HABITS) },
  totals: { changes: 0, bad: 0, linked: 0, lastTime: 0, recent: 0, conventional: 0, size: 0 },
})

/** Share of all changes of the repository that turned out bad, never 0. */
export const usualRate = ({ totals }: Past, evidence: Evidence = 'all'): number =>
  ((evidence === 'links' ? totals.linked : totals.bad) + 1) / (totals.changes + 20)

/** What is left of a count after some time. */
export const faded = (count: number, since: number, now: number, halfLife: number): number =>
  count === 0 ? 0 : count * 2 ** (-Math.max(0, now - since) / halfLife)
