// Generated from contracts/mining.finished.v1/schema.json. Do not edit.
/**
 * What several fixes took out of the code, as rules that were tried on the past, and what makes none.
 */
export interface MiningFinishedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Event that requested it.
   */
  request: string
  /**
   * done: all was read within the bounds. not_run: nothing was read. timed_out: it took too long, and nothing is said. unknown: wgx ended in the middle.
   */
  verdict: 'done' | 'not_run' | 'timed_out' | 'unknown'
  /**
   * What came of it, in one sentence.
   */
  reason: string
  /**
   * Rules that passed, those that more cases speak for first.
   *
   * Items: A rule that passed: it fires on its bad changes, and is silent on their fixes and on every good change that it was tried on.
   */
  rules: {
    /**
     * Identity of the rule within its repository: the same construct has the same.
     */
    rule: string
    /**
     * Language in the form of ast-grep, such as TypeScript.
     */
    language: string
    /**
     * The construct, with holes such as $A. Hostile: code of the repository.
     */
    construct: string
    /**
     * Text of the rule, YAML in the form of ast-grep.
     */
    content: string
    /**
     * Bad changes that it fires on.
     *
     * Items: Subject of the change.
     */
    fires_on: string[]
    /**
     * Bad changes that it does not fire on.
     */
    misses: number
    /**
     * Good changes in its language that it was tried on and is silent on.
     */
    silent_on: number
    /**
     * Good changes that it fires on; 0, else it would not be here.
     */
    false_alarms: number
    /**
     * Fixes that it was tried on and is silent on.
     */
    fixes: number
    /**
     * Language model that wrote it, by the name that its owner gave it; absent where none did.
     */
    written_by?: string
  }[]
  /**
   * What makes no rule.
   *
   * Items: A construct that enough fixes took out, and that makes no rule.
   */
  refused: {
    /**
     * Language in the form of ast-grep.
     */
    language: string
    /**
     * The construct, with holes such as $A. Hostile: code of the repository.
     */
    construct: string
    /**
     * Why, with the count.
     */
    reason: string
    /**
     * Bad changes that it was taken out of.
     */
    cases: number
    /**
     * Good changes in its language that it is not in.
     */
    silent_on: number
    /**
     * Good changes that have it.
     */
    false_alarms: number
  }[]
  /**
   * Bad changes whose own lines their fix took out, in a language with a grammar.
   */
  cases_read?: number
  /**
   * Good changes that were read.
   */
  good_read?: number
  /**
   * Files that were left out or not read as a whole: too large, not there, or partly not of the language.
   */
  files_unread?: number
  /**
   * Wall time in seconds.
   */
  duration_seconds: number
  /**
   * What fixes changed, where the request wants to see it and no rule was found.
   *
   * Items: What one fix changed of one bad change.
   */
  removed?: {
    /**
     * Subject of the bad change.
     */
    change: string
    /**
     * Language in the form of ast-grep, such as TypeScript.
     */
    language: string
    /**
     * The lines that the fix removed (-) with those around them, and those that it wrote (+). Hostile: code of the repository.
     */
    code: string
  }[]
}
