/** A change as it is counted: once, under whichever subject it was first seen. */
export interface Unit {
  /** Subject that it is counted under: a commit, or a proposed change that had an outcome before it was a commit. */
  readonly change: string
  readonly repository: string
  /** When it was made, RFC 3339; absent where that is unknown. */
  readonly at?: string
  /** Areas that it touches, at most 50. */
  readonly areas: readonly string[]
  /** Whether it has a bad outcome. */
  readonly bad: boolean
  /** Areas in which it counts as bad: a guard speaks for its own area only. */
  readonly badAreas: readonly string[]
}

/** Areas kept of a change, the contract's limit. */
export const MAX_AREAS = 50

/** A change that nothing has happened to. */
export const newUnit = (change: string, repository: string, areas: readonly string[], at?: string): Unit => ({
  change,
  repository,
  ...(at === undefined ? {} : { at }),
  areas: [...new Set(areas)].slice(0, MAX_AREAS),
  bad: false,
  badAreas: [],
})

/** Longest identity of a repository, the contract's limit. */
const MAX_REPOSITORY = 300

/** The repository that a subject lies in; undefined where that cannot be told from the subject. */
export const repositoryOf = (subject: string): string | undefined => {
  const [kind, ...rest] = subject.split('/')
  // A branch may have slashes in its name; owner and name have none.
  const repository = kind === 'branch' ? rest.slice(0, 2).join('/') : rest.slice(0, -1).join('/')
  return repository.length > 1 && repository.length <= MAX_REPOSITORY ? repository : undefined
}
