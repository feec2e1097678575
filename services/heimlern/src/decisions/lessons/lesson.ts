import type { EventData } from '@heimgewebe/contracts'
import { lowerShare } from '@heimgewebe/decider'
import type { OutcomeKind } from '../tally.js'

/** Something that happened to a change and speaks against it. */
export interface Trouble {
  readonly kind: OutcomeKind
  /** Areas that it speaks about. */
  readonly areas: readonly string[]
  /** Guard that showed it. */
  readonly rule?: string
  readonly events: readonly string[]
}

/** A change as lessons are drawn from it. */
export interface Case {
  /** Its subject. */
  readonly subject: string
  /** When it was made or proposed, RFC 3339. */
  readonly at: string
  /** Name of its author. */
  readonly author: string
  readonly title: string
  readonly areas: readonly string[]
  /** Its files, at most 50. */
  readonly paths: readonly string[]
  /** Event that tells of it. */
  readonly event: string
  /** False for a proposed change to which nothing has happened yet, and for what only repeats a counted change. */
  readonly counted: boolean
  readonly troubles: readonly Trouble[]
}

/** How an error went away. */
export interface Repair {
  /** Subject of the change in which it went away. */
  readonly subject: string
  /** Commit after which it was gone. */
  readonly sha?: string
  /** What kind of change it was, such as dependencies, or source of auth. */
  readonly kind: string
  /** Kinds of all tries in order, this one last. */
  readonly steps: readonly string[]
  readonly paths: readonly string[]
  readonly title: string
  readonly at: string
  /** The failure, the change, the success. */
  readonly events: readonly string[]
  /** False when the error came back in the same change. */
  readonly held: boolean
}

/** What was told of a pattern last. */
export interface Told {
  readonly version: number
  readonly support: number
  readonly against: number
}

/** Everything known of one error, or of a family of errors. */
export interface ErrorKnown {
  readonly fingerprint: string
  readonly family: string
  readonly template: string
  readonly type: string
  /** Of a family: the fingerprints in it, at most 50. */
  readonly members: readonly string[]
  /** Changes, incidents and runs in which it was seen, latest first, at most 50. */
  readonly seen: readonly { readonly subject: string; readonly at: string; readonly event: string }[]
  /** All of them. */
  readonly count: number
  /** Latest first, at most 50. */
  readonly repairs: readonly Repair[]
  /** Tries by their kind after which it was still there. */
  readonly tries: Readonly<Record<string, number>>
  /** Runs of one commit that failed and then passed. */
  readonly flaky: readonly { readonly subject: string; readonly events: readonly string[] }[]
  readonly told: Readonly<Record<string, Told>>
}

/** An error that is there in a lane. */
export interface OpenError {
  readonly fingerprint: string
  readonly family: string
  readonly sha: string
  readonly event: string
  readonly steps: readonly string[]
}

/** One pipeline or guard in one change or branch, from run to run. */
export interface Lane {
  /** Commit of the last run. */
  readonly sha: string
  readonly open: readonly OpenError[]
  /** Errors that went away here, and may come back. */
  readonly mended: readonly string[]
}

/** A pattern as it is told. */
export type Pattern = EventData['pattern.learned.v1']

/** What is remembered after an event: where it lies, and what lies there from now on. */
export interface Note {
  readonly shelf: 'case' | 'error' | 'lane' | 'pattern' | 'rule' | 'habits' | 'mended' | 'setup' | 'voices'
  readonly key: string
  readonly value: object
}

/** Independent cases before anything is claimed. */
export const ENOUGH = 3
/** Most of anything that is kept in a list, the contracts' limit. */
export const MOST = 50

/** Lower bound of a share with two digits, as lessons have it: three of three are 0.44, thirty of thirty 0.89. */
export const lowerBound = (hits: number, all: number): number => Math.round(lowerShare(hits, all) * 100) / 100

/** Cases that count: other changes, and of one author on one day only one. */
export const independent = <One extends { readonly subject: string; readonly author: string; readonly at: string }>(
  cases: readonly One[],
): One[] => {
  const changes = new Map(cases.map((one) => [one.subject, one]))
  const days = new Map([...changes.values()].map((one) => [`${one.author} ${one.at.slice(0, 10)}`, one]))
  return [...days.values()]
}

/** Whether more cases are worth a new version: each one up to ten, then every quarter. */
export const isNews = (told: Told | undefined, support: number, against: number): boolean => {
  if (told === undefined) return true
  const step = told.support < 10 ? 1 : Math.ceil(told.support / 4)
  return support >= told.support + step || support < told.support || against >= told.against + Math.max(2, told.support)
}
