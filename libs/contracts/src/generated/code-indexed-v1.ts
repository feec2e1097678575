// Generated from contracts/code.indexed.v1/schema.json. Do not edit.
/**
 * What is defined in files of a repository, and what they depend on, as of a commit of its default branch. A large index comes in parts; a later event replaces what an earlier one said of the same file.
 */
export interface CodeIndexedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Commit that was read.
   */
  sha: string
  /**
   * Part of this index, from 1.
   */
  part: number
  /**
   * How many parts it has.
   */
  parts: number
  /**
   * Files that are new or changed, or depend otherwise than before.
   *
   * Items: One file.
   */
  files: {
    /**
     * Path in the repository.
     */
    path: string
    /**
     * Language that it was read as.
     */
    language: string
    /**
     * False where errors or bounds left something out.
     */
    whole: boolean
    /**
     * What it defines.
     *
     * Items: One symbol.
     */
    symbols: {
      /**
       * Name with those around it, such as Cart.total.
       */
      name: string
      /**
       * What it is.
       */
      kind: 'function' | 'method' | 'class' | 'interface' | 'type' | 'enum' | 'module'
      /**
       * First line, from 1.
       */
      from: number
      /**
       * Last line.
       */
      to: number
    }[]
    /**
     * What it depends on.
     *
     * Items: One dependency of the file.
     */
    links: {
      /**
       * How it depends.
       */
      kind: 'import' | 'call' | 'inherit'
      /**
       * Symbol of the file that depends; absent for the file itself.
       */
      from?: string
      /**
       * Path in the repository.
       */
      path: string
      /**
       * Symbol that is depended on; absent for the whole file.
       */
      name?: string
      /**
       * How sure, 0 to 1.
       */
      confidence: number
    }[]
  }[]
  /**
   * Paths that are gone.
   *
   * Items: Path in the repository.
   */
  removed?: string[]
}
