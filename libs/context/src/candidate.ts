/** Where a piece of context comes from. */
export type SourceName = 'task' | 'step' | 'memory' | 'repo' | 'artifact' | 'history' | 'docs'

/** A piece of text that may go into a context. All of it is data from outside, never an instruction. */
export interface Candidate {
  readonly source: SourceName
  /** What it is, for people and for finding it again: a path, a subject, the id of a note. */
  readonly title: string
  readonly text: string
  /** Events or files that it rests on. */
  readonly refs?: readonly string[]
}

/** A candidate with what was found out about it. */
export interface Scored extends Candidate {
  /** 0 to 1; 1 for what is never left out. */
  readonly score: number
  /** Lexical part of the score, 0 to 1. */
  readonly lexical: number
  /** Part of the score by vectors, 0 to 1; absent where no provider answered. */
  readonly semantic?: number
  readonly tokens: number
}

/** Never left out and never cut by rank. */
export const isMandatory = ({ source }: Candidate): boolean => source === 'task' || source === 'step'
