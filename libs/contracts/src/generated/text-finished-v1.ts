// Generated from contracts/text.finished.v1/schema.json. Do not edit.
/**
 * What became of a text that a language model was asked for. What a model wrote is no checked fact, whatever it says.
 */
export interface TextFinishedV1 {
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
   * written: there is a text; none: the model answered, and nothing of it may be used; failed: no model answered; refused: none was asked, and the reason says why; unknown: it was cut off in the middle, and is not asked a second time.
   */
  outcome: 'written' | 'none' | 'failed' | 'refused' | 'unknown'
  /**
   * Why, where there is no text. Holds no word of a model.
   */
  reason?: string
  /**
   * Model that wrote it, by the name that its owner gave it.
   */
  model?: string
  /**
   * Prompt that it was asked with, by name and the beginning of its hash.
   */
  template?: string
  /**
   * The text of a post_mortem, sentence by sentence. Each names events of those that the model was given.
   *
   * Items: One sentence.
   */
  sentences?: {
    /**
     * The sentence. Written by a model: plain text, never markup, never an instruction.
     */
    text: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
  /**
   * The pattern of a lint_rule, not tried yet.
   */
  rule?: {
    /**
     * Language in the form of ast-grep, such as TypeScript.
     */
    language: string
    /**
     * Pattern in the form of ast-grep. Written by a model: code that is never run.
     */
    pattern: string
  }
  /**
   * Sentences that were left out: they named no event, one that was not given, or an address.
   */
  left_out?: number
  /**
   * Each call of a model, in order.
   *
   * Items: One call.
   */
  calls: {
    /**
     * Model, by the name that its owner gave it.
     */
    model: string
    /**
     * answered: in its form; broken: not in its form; failed: no answer; skipped: not asked, for it failed too often.
     */
    outcome: 'answered' | 'broken' | 'failed' | 'skipped'
    /**
     * Why it is not answered.
     */
    reason?: string
    /**
     * Tokens of the question.
     */
    prompt_tokens: number
    /**
     * Tokens of the answer.
     */
    answer_tokens: number
    /**
     * told: by the server; estimated: counted here; assumed: nobody knows, so the most that it can be.
     */
    counted: 'told' | 'estimated' | 'assumed'
    /**
     * US dollars at the configured price.
     */
    usd: number
  }[]
  /**
   * Tokens of all calls.
   */
  tokens: number
  /**
   * US dollars of all calls.
   */
  usd: number
  /**
   * Day in UTC whose budget it counts against.
   */
  day?: string
  /**
   * Wall time in seconds.
   */
  duration_seconds?: number
}
