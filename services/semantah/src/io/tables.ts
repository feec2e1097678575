/** The tables of semantah in Postgres. */
export interface Tables {
  /** The areas that a repository names, as its last configuration says. */
  readonly area_list: { repository: string; areas: unknown }
  /** First commits, with the repository in which each was seen first. */
  readonly root_commit: { sha: string; repository: string }
  /** Symbols of each file, as its code was read last. */
  readonly code_symbols: { repository: string; path: string; symbols: unknown }
  /** Where a repository is, and its default branch. */
  readonly known_repository: { repository: string; location: string; branch: string }
  /** Notes of jobs. */
  readonly note: {
    id: string
    job: string
    type: string
    title: string
    body: string
    tags: unknown
    importance: number
    at: string
    bytes: number
    archived: boolean
    position: number
  }
  /** What was said in the steps of jobs, in short. */
  readonly summary: { id: string; job: string; step: string; role: string; summary: string; position: number }
  /** What contexts were made of. Not from the log: losing it costs only the record. */
  readonly context_metric: { job: string; step: string; at: Date; diagnostics: unknown }
  /** What went wrong in each repository, the latest telling of each subject. */
  readonly problem: {
    repository: string
    kind: 'incidents' | 'failures'
    subject: string
    position: number
    event: string
    at_ms: string | number | bigint
    /** With a blank between them: an array costs twice the time to read. */
    words: string
  }
  /** Problems that are alike; `subjects` are those of the members. */
  readonly problem_cluster: {
    cluster: string
    repository: string
    kind: string
    founded: number
    told: number
    members: unknown
    subjects: string[]
  }
  /** When a repository was registered, in Unix milliseconds. */
  readonly repository_clock: { repository: string; at_ms: string | number | bigint }
  /** Up to where the graph store has been filled: a store that is behind has lost something. */
  readonly graph_place: { name: string; position: string | number | bigint }
}
