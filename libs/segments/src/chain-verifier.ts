import { type ChainLine, GENESIS, parseLine } from './line.js'

/** What can be wrong with a log: content, a gap, the order, or a file that cannot be unpacked. */
export type ProblemKind = 'changed' | 'missing' | 'reordered' | 'unreadable'

/** The first thing that is wrong, and where. */
export interface ChainProblem {
  readonly kind: ProblemKind
  readonly file: string
  /** Line in the file, from 1. For a missing line: where it should stand. */
  readonly line: number
  /** Position of the event in question. */
  readonly position: number
  readonly message: string
}

interface Place {
  readonly file: string
  readonly line: number
}

/** Follows a log line by line, from its first, and names the first line that is not what it should be. */
export class ChainVerifier {
  private found: ChainProblem | undefined
  private last: Place | undefined

  constructor(
    private at = 0,
    private link = GENESIS,
  ) {}

  /** Position of the last line that is right; 0 before the first. */
  get position(): number {
    return this.at
  }

  /** Hash of the last line that is right. Whoever notes it can later prove that nothing before it was touched. */
  get hash(): string {
    return this.link
  }

  /** The first problem. A gap may still become a wrong order when the line that it misses comes later. */
  get problem(): ChainProblem | undefined {
    return this.found
  }

  /** Checks the next line; undefined when it, or one before it, is wrong. */
  take(file: string, number: number, text: string | undefined): ChainLine | undefined {
    const line = text === undefined ? undefined : parseLine(text)
    if (this.found) {
      if (this.found.kind === 'missing' && line?.position === this.found.position && line.sound)
        this.found = {
          ...this.found,
          kind: 'reordered',
          message: `position ${line.position} stands in line ${number} of ${file}`,
        }
      return undefined
    }
    const expected = this.at + 1
    const here = { file, line: number }
    if (!line) return this.fail('changed', here, expected, 'the line is not one of a log')
    if (!line.sound) return this.fail('changed', here, expected, 'the content does not fit its hash')
    if (line.position > expected)
      return this.fail('missing', here, expected, `position ${line.position} follows on ${this.at}`)
    if (line.position < expected)
      return this.fail('reordered', here, line.position, `position ${line.position} follows on ${this.at}`)
    if (line.previous !== this.link)
      // The line before was made anew, hash and all; only what follows still knows the right one.
      return this.fail('changed', this.last ?? here, Math.max(1, this.at), 'the next line was chained to another one')
    this.at = expected
    this.link = line.hash
    this.last = here
    return line
  }

  /** Checks that a closed file ends where its name says. */
  endOfFile(file: string, lines: number, last: number): void {
    if (!this.found && this.at < last)
      this.fail('missing', { file, line: lines + 1 }, this.at + 1, `the file should end with position ${last}`)
  }

  /** Notes that a file cannot be read to its end. */
  unreadable(file: string, lines: number, reason: string): void {
    if (!this.found) this.fail('unreadable', { file, line: lines + 1 }, this.at + 1, reason)
  }

  private fail(kind: ProblemKind, place: Place, position: number, message: string): undefined {
    this.found = { kind, ...place, position, message }
  }
}
