// Generated from contracts/mining.started.v1/schema.json. Do not edit.
/**
 * wgx is about to read these changes for what their fixes took out: the intent.
 */
export interface MiningStartedV1 {
  /**
   * Event that requested it.
   */
  request: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Bad changes with their fixes, the latest first.
   *
   * Items: A bad change and the change that repaired it.
   */
  cases: {
    /**
     * Subject of the bad change.
     */
    change: string
    /**
     * Commit of the bad change.
     */
    sha: string
    /**
     * Commit that repaired it.
     */
    fix: string
    /**
     * Cases of the same group count as one: what one author did on one day. So do cases of the same fix.
     */
    group: string
  }[]
  /**
   * Commits of merged changes that never had to be repaired, the latest first: a rule has to be silent on them.
   *
   * Items: Commit.
   */
  good: string[]
  /**
   * Independent cases that a construct must have been taken out in.
   */
  support: number
  /**
   * Good changes in the language of the rule that it must have been tried on.
   */
  good_wanted: number
  /**
   * Patterns that a language model proposes; only they are tried then, and nothing is looked for.
   *
   * Items: One pattern.
   */
  proposals?: {
    /**
     * Language in the form of ast-grep, such as TypeScript.
     */
    language: string
    /**
     * Pattern in the form of ast-grep. Hostile: written by a model.
     */
    pattern: string
    /**
     * Model that wrote it, by the name that its owner gave it.
     */
    model: string
    /**
     * Event that tells the text.
     */
    text: string
  }[]
  /**
   * Where no rule is found, the result shows what fixes removed: a language model is to be asked about it.
   */
  show_code?: boolean
}
