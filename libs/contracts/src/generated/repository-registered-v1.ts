// Generated from contracts/repository.registered.v1/schema.json. Do not edit.
/**
 * A repository is known from now on.
 */
export interface RepositoryRegisteredV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Path or URL it is read from, without credentials.
   */
  location: string
  /**
   * Branch that changes are merged into; empty for an empty repository.
   */
  default_branch: string
  /**
   * True where the history is cut off, so that facts before the cut are missing.
   */
  shallow: boolean
  /**
   * Hash of its object names.
   */
  object_format?: 'sha1' | 'sha256'
}
