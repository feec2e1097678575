import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import type { Guide } from '../failures/report-failure.js'

/** A pattern of changes that end badly, as it was told last; JSON, as it is kept. */
export interface PatternTold {
  /** Whether it holds, by its cases and by what people say of it. */
  readonly holds: boolean
  readonly name: string
  readonly statement: string
  readonly areas: readonly string[]
  /** Paths or globs of files that are changed together. */
  readonly paths: readonly string[]
  readonly cases: readonly { readonly subject: string; readonly events: readonly string[] }[]
  /** Lower bound of the share that ended badly, 0 to 1. */
  readonly confidence: number
  readonly support: number
}

/** It, with its name and the event that told it. */
export interface LearnedPattern extends PatternTold {
  readonly pattern: string
  readonly event: string
  /** Areas that all of its cases touched, where it names none itself. */
  readonly areasOfCases: readonly string[]
}

/** A runbook or checklist in force, and what it was made from. */
export interface LearnedGuide extends Guide {
  readonly rule: string
  /** Pattern that it was proposed for; null where its proposal was not heard. */
  readonly pattern: string | null
  /** Its file; null where the proposal named none. */
  readonly path: string | null
}

/** Like troubles, with the changes that had them. */
export interface LearnedCluster {
  readonly cluster: string
  readonly label: string
  /** Event that told it. */
  readonly event: string
  readonly had: readonly LikeTrouble[]
}

/** A change that had one of them. */
export interface LikeTrouble {
  readonly change: string
  readonly files: readonly string[]
  readonly areas: readonly string[]
  /** Events of its trouble. */
  readonly events: readonly string[]
}

/** How changes ended since something was recommended to them. */
export interface Worth {
  readonly well: number
  readonly badly: number
}

/** Everything that was learned in one repository. */
export interface Learned {
  readonly patterns: readonly LearnedPattern[]
  readonly guides: readonly LearnedGuide[]
  readonly clusters: readonly LearnedCluster[]
  /** What came of recommending it before, by kind and key. */
  readonly worth: Readonly<Record<string, Worth>>
}

/** Name of what is recommended, unique in its repository. */
export const nameOfAdvice = (kind: string, key: string): string => `${kind} ${key}`

/**
 * What is kept of a pattern. Undefined for what says nothing of changes yet to come: an error and what mended it speak where
 * it comes up again, in the question about a failed head.
 */
export const readPattern = ({ data }: MeshEvent<'pattern.learned.v1'>): PatternTold | undefined => {
  const { kind, state, name, statement, areas = [], paths = [], cases, confidence, support } = data
  if (kind !== 'bad') return undefined
  return { holds: state === 'learned', name, statement, areas, paths, cases, confidence, support }
}

/** Which pattern a guide is proposed for, and where it will lie; undefined for other rules. */
export const readOffer = (
  data: EventData['rule.proposed.v1'],
): { readonly pattern: string | null; readonly path: string | null } | undefined => {
  const { kind, pattern, path } = data
  return kind === 'runbook' || kind === 'template' ? { pattern: pattern ?? null, path: path ?? null } : undefined
}
