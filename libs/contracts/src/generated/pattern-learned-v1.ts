// Generated from contracts/pattern.learned.v1/schema.json. Do not edit.
/**
 * heimlern found the same thing in several independent cases of one repository, or knows it better now.
 */
export interface PatternLearnedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Identity of the pattern within its repository, stable over its versions.
   */
  pattern: string
  /**
   * Short name for people, such as "raw SQL".
   */
  name: string
  /**
   * What it is about: a shape of change that led to trouble or did not, a fix that helped, an order of steps that mostly works, an unsteady test, an error that comes back.
   */
  kind: 'bad' | 'good' | 'fix' | 'success_path' | 'flaky' | 'error'
  /**
   * Counts up with every change of the pattern.
   */
  version: number
  /**
   * Candidate below the needed number of independent cases; retired when it no longer holds, or when more people call it bad than good.
   */
  state: 'candidate' | 'learned' | 'retired'
  /**
   * One sentence that a person can check.
   */
  statement: string
  /**
   * Fingerprint of the error, for kind error, fix and flaky: equal for other paths, lines and times.
   */
  fingerprint?: string
  /**
   * Words that the cases share, most telling first.
   *
   * Items: Word or identifier.
   */
  words?: string[]
  /**
   * Globs of the paths concerned.
   *
   * Items: Glob.
   */
  paths?: string[]
  /**
   * Areas concerned.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * Independent cases, latest first.
   *
   * Items: One case.
   */
  cases: {
    /**
     * Subject of the change, run or incident.
     */
    subject: string
    /**
     * Events that show it.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
  /**
   * Number of independent cases, also of those not listed.
   */
  support: number
  /**
   * Cases with the same shape and the other outcome.
   */
  counter_cases: number
  /**
   * Lower bound of the share of cases that hold, 0 to 1; what people say of the pattern counts as one case each.
   */
  confidence: number
  /**
   * What people say of it, each by their latest word; absent where nobody said anything.
   */
  people?: {
    /**
     * People who call it good.
     */
    good: number
    /**
     * People who call it bad.
     */
    bad: number
    /**
     * State that its cases alone give it.
     */
    otherwise: 'candidate' | 'learned' | 'retired'
    /**
     * Where they said so, latest first.
     *
     * Items: Event id.
     */
    events: string[]
  }
}
