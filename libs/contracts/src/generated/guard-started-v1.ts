// Generated from contracts/guard.started.v1/schema.json. Do not edit.
/**
 * Intent: one guard is about to run.
 */
export interface GuardStartedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Event id of the request.
   */
  request: string
  /**
   * Name of the guard; empty where the request matched none.
   */
  guard?: string
  /**
   * Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  area: string
  /**
   * Commit to check.
   */
  sha?: string
  /**
   * Commit whose .heimgewebe.yaml names the guards.
   */
  base?: string
  /**
   * Kind of run.
   */
  kind: 'guard' | 'smoke'
  /**
   * Why it runs: learned (the past speaks for it), area (the change touches its area), sample (drawn by lot from those left out, so that misses are seen), asked (its area was asked for by name).
   */
  by?: 'learned' | 'area' | 'sample' | 'asked'
  /**
   * Test files that are run; all that the command runs when absent.
   *
   * Items: Path of a test file.
   */
  tests?: string[]
}
