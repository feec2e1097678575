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
}
