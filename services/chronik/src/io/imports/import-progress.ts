import { Injectable } from '@nestjs/common'
import { withoutCredentials } from '@heimgewebe/git'

/** What the importer is doing about a repository. */
export type ImportPhase = 'waiting' | 'cloning' | 'importing' | 'following' | 'failed'

/** How far a watched repository has been read. */
export interface ImportProgressEntry {
  /** Identity, once it is known. */
  readonly repository?: string
  readonly location: string
  readonly state: ImportPhase
  readonly commits_total: number
  readonly commits_done: number
  /** What went wrong or is worth knowing: what, where, what next. */
  readonly problem?: string
}

/** The progress of all imports, in memory: it is about this process. */
@Injectable()
export class ImportProgress {
  private readonly entries = new Map<string, ImportProgressEntry>()

  /** Changes what is known of a repository. */
  set(location: string, change: Partial<Omit<ImportProgressEntry, 'location' | 'problem'>>): void {
    this.entries.set(location, { ...this.get(location), ...change })
  }

  /** Says what is wrong or worth knowing; nothing, where all is well. */
  remark(location: string, problem: string | undefined): void {
    const { problem: _before, ...entry } = this.get(location)
    this.entries.set(location, problem === undefined ? entry : { ...entry, problem })
  }

  all(): ImportProgressEntry[] {
    return [...this.entries.values()]
  }

  private get(location: string): ImportProgressEntry {
    const unknown = {
      location: withoutCredentials(location),
      state: 'waiting' as const,
      commits_total: 0,
      commits_done: 0,
    }
    return this.entries.get(location) ?? unknown
  }
}
