// Generated from contracts/rule.measured.v1/schema.json. Do not edit.
/**
 * What a rule in force was worth since it was enacted.
 */
export interface RuleMeasuredV1 {
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
   * Version that was measured.
   */
  version: number
  /**
   * Changes that it applied to.
   */
  matched: number
  /**
   * Troubles that it caught or that did not come back.
   */
  helped: number
  /**
   * Matches that turned out harmless and cost something.
   */
  noise: number
  /**
   * Troubles of its kind that came all the same.
   */
  missed: number
  /**
   * Whether it pays.
   */
  worth: 'pays' | 'unclear' | 'does_not_pay'
  /**
   * Latest outcomes that were counted.
   *
   * Items: Event id.
   */
  events: string[]
}
