// Generated from contracts/text.started.v1/schema.json. Do not edit.
/**
 * heimgeist is about to ask a language model: the intent. Its id is what makes it happen once.
 */
export interface TextStartedV1 {
  /**
   * Event that requested it.
   */
  request: string
  /**
   * What the text is for. post_mortem: the summary of an incident in prose; lint_rule: a pattern for a lint rule.
   */
  use: 'post_mortem' | 'lint_rule'
  /**
   * Subject of what the text is about, such as incident/7 or mining/acme/shop.
   */
  about: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Who wants it: person/<name>, or a service by its name.
   */
  requested_by: string
  /**
   * Models that may be asked, in order, by the names that their owner gave them.
   *
   * Items: Name.
   */
  models: string[]
  /**
   * Prompt that it is asked with, by name and the beginning of its hash.
   */
  template: string
  /**
   * Day in UTC whose budget it counts against.
   */
  day: string
  /**
   * Most tokens that it may take; kept back from the budget until its result.
   */
  reserved_tokens: number
  /**
   * Most US dollars that it may cost; kept back from the budget until its result.
   */
  reserved_usd: number
}
