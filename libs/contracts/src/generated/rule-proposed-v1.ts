// Generated from contracts/rule.proposed.v1/schema.json. Do not edit.
/**
 * heimlern proposes a policy, runbook, template or lint rule, with the proof from the past; it waits for approval.
 */
export interface RuleProposedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Identity of the rule within its repository, stable over its versions.
   */
  rule: string
  /**
   * Kind of rule: policy changes what heimgeist decides, runbook and template are texts for people, lint_rule is checked by a guard.
   */
  kind: 'policy' | 'runbook' | 'template' | 'lint_rule'
  /**
   * Name for people, such as Auth-Changes-Runbook.
   */
  name: string
  /**
   * Version that is proposed.
   */
  version: number
  /**
   * Pattern that it comes from.
   */
  pattern?: string
  /**
   * Why, in words that a person can check.
   */
  rationale: string
  /**
   * Exact text of the rule: Markdown, YAML or JSON.
   */
  content: string
  /**
   * SHA-256 of the content as UTF-8, lower-case hex. An approval is of these bytes.
   */
  content_sha256: string
  /**
   * Path in the repository where the text belongs.
   */
  path?: string
  /**
   * Areas that it is for; all when absent.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * Globs of the paths that it is for; all when absent.
   *
   * Items: Glob.
   */
  paths?: string[]
  /**
   * What a policy changes. Only for kind policy.
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
   * What the rule would have done to the past.
   */
  proof: {
    /**
     * Known bad changes that it fires on.
     *
     * Items: Subject of the change.
     */
    fires_on: string[]
    /**
     * Known bad changes that it does not fire on.
     */
    misses?: number
    /**
     * Good changes that it was tried on and is silent on.
     */
    silent_on: number
    /**
     * Good changes that it fires on.
     */
    false_alarms: number
    /**
     * Start of the past that it was tried on.
     */
    since?: string
    /**
     * End of the past that it was tried on.
     */
    until?: string
  }
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Version that it takes the place of.
   */
  supersedes?: number
  /**
   * Unified diff against the version that it takes the place of.
   */
  diff?: string
  /**
   * What wrote the text: facts alone, or a language model whose text is marked.
   */
  written_by?: 'facts' | 'model'
  /**
   * Language model that wrote it, by the name that its owner gave it; absent where none did.
   */
  model?: string
}
