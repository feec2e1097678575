// Generated from contracts/configuration.recorded.v1/schema.json. Do not edit.
/**
 * What .heimgewebe.yaml on the default branch of a repository says, as read at one commit; an absent file gives empty lists.
 */
export interface ConfigurationRecordedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Commit of the default branch that was read.
   */
  sha: string
  /**
   * Areas in file order; empty where the folder structure is to be used.
   *
   * Items: One area.
   */
  areas: {
    /**
     * Name of the area.
     */
    name: string
    /**
     * Globs of the files that belong to it.
     *
     * Items: Glob, relative to the root of the repository.
     */
    paths: string[]
    /**
     * Areas that depend on it, so that a change of this one affects them.
     *
     * Items: Area name.
     */
    used_by?: string[]
    /**
     * True where every change must be guarded, whatever its risk.
     */
    critical?: boolean
  }[]
  /**
   * Guards in file order.
   *
   * Items: One guard.
   */
  guards: {
    /**
     * Name, unique in the file.
     */
    name: string
    /**
     * Kind of run.
     */
    kind: 'guard' | 'smoke'
    /**
     * Area it guards; * for all.
     */
    area: string
    /**
     * Shell command, run in the root of a clean checkout.
     */
    command: string
    /**
     * Path of the JUnit XML that the command writes, relative to the checkout.
     */
    junit?: string
    /**
     * Wall time allowed, in seconds.
     */
    time_limit_seconds: number
    /**
     * Memory allowed, in MiB.
     */
    memory_limit_mib: number
    /**
     * Globs of the test files that the command runs, where the file names them.
     *
     * Items: Glob.
     */
    tests?: string[]
    /**
     * Shell command that runs single test files: {tests} stands for their paths, quoted.
     */
    tests_command?: string
    /**
     * Name of the step of `prepare` whose folders it is given.
     */
    prepare?: string
  }[]
  /**
   * Steps that bring what guards need, such as dependencies, in file order.
   *
   * Items: One step. It sees the files of keyed_by and nothing else.
   */
  prepare?: {
    /**
     * Name, unique in the file.
     */
    name: string
    /**
     * Shell command, run in a folder that holds the files of keyed_by only.
     */
    command: string
    /**
     * Globs of the files that it reads: the same contents give the same folders.
     *
     * Items: Glob, relative to the root of the repository.
     */
    keyed_by: string[]
    /**
     * Folders that it makes for guards.
     *
     * Items: One folder.
     */
    keeps: {
      /**
       * Relative to the checkout, or with ~/ in front to the home folder of the run.
       */
      path: string
      /**
       * True where each run gets a copy that it may write to; else all read the same.
       */
      writable?: boolean
      /**
       * Folders below it that each run gets empty and may write to, such as caches of tools.
       *
       * Items: Path, relative to the folder.
       */
      scratch?: string[]
    }[]
    /**
     * Hosts that it may fetch from over TLS, host or host:port; none when absent.
     *
     * Items: Name of a host, with its port where that is not 443.
     */
    hosts?: string[]
    /**
     * For whose files hosts may be fetched from: those that the default branch has as well, or those of any change. default_branch when absent.
     */
    network_for?: 'default_branch' | 'any_change'
    /**
     * Wall time allowed, in seconds.
     */
    time_limit_seconds: number
    /**
     * Memory allowed, in MiB.
     */
    memory_limit_mib: number
  }[]
  /**
   * What was wrong in the file; the parts that are right are used.
   *
   * Items: One problem, with its line.
   */
  problems: string[]
}
