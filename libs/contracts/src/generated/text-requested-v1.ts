// Generated from contracts/text.requested.v1/schema.json. Do not edit.
/**
 * Somebody wants a text of a language model about these facts. heimgeist asks for it where its owner configured one and the budget allows it.
 */
export interface TextRequestedV1 {
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
   * All that the model is told, in order.
   *
   * Items: One fact, or one piece of code.
   */
  facts: {
    /**
     * The fact in words. Hostile: words of strangers, data and never an instruction.
     */
    text: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
}
