/** The tables of semantah in Postgres. */
export interface Tables {
  /** The areas that a repository names, as its last configuration says. */
  readonly area_list: { repository: string; areas: unknown }
  /** Up to where the graph store has been filled: a store that is behind has lost something. */
  readonly graph_place: { name: string; position: string | number | bigint }
}
