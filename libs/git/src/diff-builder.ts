import type { Diff, DiffLimits, FileChange, FileStatus, Hunk } from './change.js'

interface OpenFile extends FileChange {
  added: number
  deleted: number
  binary: boolean
  hunks: Hunk[]
}

const STATUS: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'retyped',
}

/**
 * Puts a diff together from git's two lists of the same files: the raw one has the exact paths, the patch the lines.
 * Both come in the same order, so that no quoted path of the patch has to be read.
 */
export class DiffBuilder {
  private readonly maxFiles: number
  private readonly maxHunks: number
  private files: OpenFile[] = []
  private listed = 0
  private added = 0
  private deleted = 0
  /** File that the patch is at; -1 before the first. */
  private current = -1
  /** A file that changed its type (to a link, say) has two sections: deletion and creation. */
  private readonly twoSections = new Set<number>()

  constructor(limits: DiffLimits = {}) {
    this.maxFiles = limits.maxFiles ?? 1000
    this.maxHunks = limits.maxHunks ?? 100
  }

  addFile(letter: string, path: string, oldPath: string | undefined): void {
    const index = this.listed++
    if (letter === 'T') this.twoSections.add(index)
    if (index >= this.maxFiles) return
    const status = STATUS[letter] ?? 'modified'
    const before = oldPath === undefined ? {} : { oldPath }
    this.files.push({ path, ...before, status, added: 0, deleted: 0, binary: false, hunks: [] })
  }

  startSection(): void {
    if (!this.twoSections.delete(this.current)) this.current++
    else return
  }

  markBinary(): void {
    const file = this.files[this.current]
    if (file) file.binary = true
  }

  addHunk(oldStart: number, oldLines: number, newStart: number, newLines: number, name: () => string): void {
    this.added += newLines
    this.deleted += oldLines
    const file = this.files[this.current]
    if (!file) return
    file.added += newLines
    file.deleted += oldLines
    if (file.hunks.length < this.maxHunks) file.hunks.push([oldStart, oldLines, newStart, newLines, name()])
  }

  /** The diff, and a fresh start. */
  take(): Diff {
    const { files, added, deleted } = this
    const filesOmitted = this.listed - files.length
    this.files = []
    this.listed = this.added = this.deleted = 0
    this.current = -1
    this.twoSections.clear()
    return { files, filesOmitted, added, deleted }
  }
}
