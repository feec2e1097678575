// Generated from contracts/repository.imported.v1/schema.json. Do not edit.
/**
 * The history of a repository up to some heads is in the log.
 */
export interface RepositoryImportedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Commits recorded by this import.
   */
  commits: number
  /**
   * Merged pull requests recognised by this import.
   */
  pull_requests: number
  /**
   * Releases recorded by this import.
   */
  releases: number
  /**
   * Branches ahead of the base found by this import.
   */
  open_changes: number
  /**
   * Wall time of the import in seconds.
   */
  seconds: number
  /**
   * Head of the default branch; absent for an empty repository.
   */
  head?: string
}
