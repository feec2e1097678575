/** The tables of semantah in Postgres. */
export interface Tables {
  /** The areas that a repository names, as its last configuration says. */
  readonly area_list: { repository: string; areas: unknown }
  /** First commits, with the repository in which each was seen first. */
  readonly root_commit: { sha: string; repository: string }
  /** Symbols of each file, as its code was read last. */
  readonly code_symbols: { repository: string; path: string; symbols: unknown }
  /** Up to where the graph store has been filled: a store that is behind has lost something. */
  readonly graph_place: { name: string; position: string | number | bigint }
}
