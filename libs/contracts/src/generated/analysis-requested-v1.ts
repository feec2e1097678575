// Generated from contracts/analysis.requested.v1/schema.json. Do not edit.
/**
 * An analysis of a change is wanted.
 */
export interface AnalysisRequestedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * quick: what its judgement says; deep: also what became of the changes most like it.
   */
  depth: 'quick' | 'deep'
  /**
   * Who or what asked.
   */
  requested_by: string
}
