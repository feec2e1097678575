import type { Commit, Diff, DiffLimits } from './change.js'
import { DiffBuilder } from './diff-builder.js'
import { Identifiers, MAX_LINE } from './identifiers.js'

/** The fields of a commit, each ended by NUL, in the order that `commitOf` reads them. */
export const LOG_FORMAT = '--format=format:%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%B%x00'

/** What to ask git for, so that its output is what this parser reads. */
export const DIFF_FORMAT: readonly string[] = [
  '-z',
  '--raw',
  '--no-abbrev',
  '--patch',
  '--full-index',
  '--unified=0',
  '--find-renames',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
]

const FIELDS = 7
/** Longest field kept, in bytes. The rest of a longer one is read and dropped. */
const MAX_FIELD = 65_536
const LAST_SECOND = 253_402_300_799

const NUL = 0
const NEWLINE = 10
const COLON = 58
const BACKSLASH = 92
const EMPTY = Buffer.alloc(0)

type State = 'field' | 'after-fields' | 'raw' | 'patch' | 'hunk'

/**
 * Reads the output of `git log` or `git diff-tree` piece by piece. Holds one commit at a time: content lines of a patch
 * are counted by their hunk header, so that nothing in a file can be taken for structure, and skipped where nobody asked
 * for their identifiers.
 */
export class LogParser {
  private state: State
  private rest: Buffer = EMPTY
  private fields: string[] = []
  /** Beginning of a field that is longer than what is kept. */
  private longField: string | undefined
  private linesLeft = 0
  private atLineStart = true
  /** Whether the beginning of the current line was all that is looked at. */
  private cut = false
  private readonly diff: DiffBuilder
  private readonly identifiers: Identifiers | undefined
  private finished: Commit[] = []

  constructor(limits: DiffLimits = {}, withCommits = true) {
    this.diff = new DiffBuilder(limits)
    if (limits.maxIdentifiers) this.identifiers = new Identifiers(limits.maxIdentifiers)
    this.state = withCommits ? 'field' : 'raw'
  }

  /** Takes the next bytes; gives the commits that they completed. */
  push(chunk: Buffer): Commit[] {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    let at = 0
    for (;;) {
      const next = this.step(bytes, at)
      if (next < 0) break
      at = next
    }
    this.rest = at < bytes.length ? bytes.subarray(at) : EMPTY
    return this.taken()
  }

  /** The last commit, which nothing follows. */
  end(): Commit[] {
    if (this.fields.length === FIELDS) this.finishCommit()
    return this.taken()
  }

  /** The diff, where the output has no commits. */
  endDiff(): Diff {
    return this.takeDiff()
  }

  private takeDiff(): Diff {
    const diff = this.diff.take()
    return this.identifiers ? { ...diff, identifiers: this.identifiers.take() } : diff
  }

  private taken(): Commit[] {
    const commits = this.finished
    this.finished = []
    return commits
  }

  /** One token from `at`; the place after it, or -1 when it is not complete yet. */
  private step(bytes: Buffer, at: number): number {
    if (at >= bytes.length) return -1
    switch (this.state) {
      case 'field':
        return this.field(bytes, at)
      case 'after-fields':
        return this.afterFields(bytes, at)
      case 'raw':
        return this.rawEntry(bytes, at)
      case 'patch':
        return this.patchLine(bytes, at)
      case 'hunk':
        return this.hunkLines(bytes, at)
    }
  }

  private field(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(NUL, at)
    if (end < 0) {
      if (bytes.length - at < MAX_FIELD) return -1
      this.longField ??= bytes.toString('utf8', at, at + MAX_FIELD)
      return bytes.length
    }
    this.fields.push(this.longField ?? bytes.toString('utf8', at, Math.min(end, at + MAX_FIELD)))
    this.longField = undefined
    if (this.fields.length === FIELDS) this.state = 'after-fields'
    return end + 1
  }

  private afterFields(bytes: Buffer, at: number): number {
    if (bytes[at] === NEWLINE) this.state = 'raw'
    else this.finishCommit()
    return at + 1
  }

  private rawEntry(bytes: Buffer, at: number): number {
    if (bytes[at] === NUL) {
      this.state = 'patch'
      return at + 1
    }
    // ":<old mode> <new mode> <old sha> <new sha> <letter><score>" NUL path NUL [path NUL]
    const headEnd = bytes.indexOf(NUL, at)
    if (headEnd < 0) return -1
    if (bytes[at] !== COLON) throw new Error('unexpected output of git: no raw entry where one should be')
    const letter = String.fromCharCode(bytes[bytes.lastIndexOf(32, headEnd) + 1] ?? 0)
    const pathEnd = bytes.indexOf(NUL, headEnd + 1)
    if (pathEnd < 0) return -1
    const path = bytes.toString('utf8', headEnd + 1, pathEnd)
    if (letter !== 'R' && letter !== 'C') {
      this.diff.addFile(letter, path, undefined)
      return pathEnd + 1
    }
    const newEnd = bytes.indexOf(NUL, pathEnd + 1)
    if (newEnd < 0) return -1
    this.diff.addFile(letter, bytes.toString('utf8', pathEnd + 1, newEnd), path)
    return newEnd + 1
  }

  private patchLine(bytes: Buffer, at: number): number {
    if (bytes[at] === NUL) {
      this.finishCommit()
      return at + 1
    }
    const end = bytes.indexOf(NEWLINE, at)
    if (end < 0) return -1
    // "@@ …", "diff --git …" and "Binary files …" are all that is read of a patch.
    switch (bytes[at]) {
      case 64:
        this.hunkHeader(bytes, at, end)
        break
      case 100:
        if (bytes[at + 1] === 105) this.diff.startSection()
        break
      case 66:
        this.diff.markBinary()
        break
      default:
    }
    return end + 1
  }

  /** "@@ -12,3 +14 @@ function": a count that is missing is 1. */
  private hunkHeader(bytes: Buffer, at: number, end: number): void {
    let place = at + 4
    const number = (): number => {
      let value = 0
      for (let digit = bytes[place]! - 48; digit >= 0 && digit <= 9; digit = bytes[++place]! - 48)
        value = value * 10 + digit
      return value
    }
    const count = (): number => {
      if (bytes[place] !== 44) return 1
      place++
      return number()
    }
    const oldStart = number()
    const oldLines = count()
    place += 2
    const newStart = number()
    const newLines = count()
    const nameAt = place + 4
    const name = (): string => (nameAt < end ? bytes.toString('utf8', nameAt, Math.min(end, nameAt + 200)).trim() : '')
    this.diff.addHunk(oldStart, oldLines, newStart, newLines, name)
    this.linesLeft = oldLines + newLines
    this.atLineStart = true
    this.state = 'hunk'
  }

  /** Reads or skips as many content lines as there are; a line may go on in the next piece. */
  private hunkLines(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length) {
      if (this.atLineStart) {
        if (this.linesLeft === 0) {
          this.state = 'patch'
          return at
        }
        // "\ No newline at end of file" is not a line of the file.
        if (bytes[at] !== BACKSLASH) this.linesLeft--
        this.atLineStart = false
      }
      const end = bytes.indexOf(NEWLINE, at)
      // What a line says may not depend on how the bytes arrive.
      if (end < 0 && this.identifiers && !this.cut && bytes.length - at < MAX_LINE) return at > from ? at : -1
      if (!this.cut) this.identifiers?.line(bytes, at, Math.min(end < 0 ? bytes.length : end, at + MAX_LINE))
      this.cut = end < 0
      if (end < 0) return bytes.length
      this.atLineStart = true
      at = end + 1
    }
    return at
  }

  private finishCommit(): void {
    const diff = this.takeDiff()
    this.state = this.fields.length === FIELDS ? 'field' : 'raw'
    if (this.fields.length === FIELDS) this.finished.push(commitOf(this.fields, diff))
    this.fields = []
  }
}

const commitOf = (fields: readonly string[], diff: Diff): Commit => {
  const [sha = '', parents = '', name = '', email = '', authored = '', committed = '', message = ''] = fields
  return {
    sha,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name, email },
    authoredAt: seconds(authored),
    committedAt: seconds(committed),
    message,
    ...diff,
  }
}

/** A damaged date is the beginning of time. */
const seconds = (text: string): number => {
  const value = Number(text)
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.trunc(value)), LAST_SECOND) : 0
}
