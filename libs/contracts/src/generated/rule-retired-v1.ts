// Generated from contracts/rule.retired.v1/schema.json. Do not edit.
/**
 * A rule is no longer in force, or no longer offered.
 */
export interface RuleRetiredV1 {
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
   * Version that was in force, or offered.
   */
  version: number
  /**
   * Why.
   */
  reason: string
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Who retired it: a person, or heimlern by its measure or by what people say of its pattern.
   */
  by?: string
}
