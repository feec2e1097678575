// Generated from contracts/rule.enacted.v1/schema.json. Do not edit.
/**
 * A proposed rule is in force from now on.
 */
export interface RuleEnactedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Identity of the rule.
   */
  rule: string
  /**
   * Kind of rule: policy changes what heimgeist decides, runbook and template are texts for people, lint_rule is checked by a guard.
   */
  kind: 'policy' | 'runbook' | 'template' | 'lint_rule'
  /**
   * Version in force.
   */
  version: number
  /**
   * SHA-256 of the approved content.
   */
  content_sha256: string
  /**
   * Event that proposed this version.
   */
  proposal: string
  /**
   * Event of the approval; absent where the level allowed it unattended.
   */
  approval?: string
  /**
   * Who approved it, or the agent and level.
   */
  by: string
  /**
   * Name for people, as it was proposed.
   */
  name?: string
  /**
   * Areas that it is for; all when absent.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * What the policy changes, as it was proposed, so that who follows it need not know the proposal.
   */
  policy?: {
    /**
     * Least level of risk that a matching change is treated with.
     */
    raise_to?: 'medium' | 'high'
    /**
     * Guards that a matching change needs.
     *
     * Items: Name of the guard.
     */
    guards?: string[]
    /**
     * What the author is told.
     */
    warn?: string
  }
  /**
   * Exact text of a lint rule, so that who checks by it needs nothing else; its hash is content_sha256. Other kinds leave it out.
   */
  content?: string
}
