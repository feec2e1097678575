// Generated from contracts/risk.assessed.v1/schema.json. Do not edit.
/**
 * How risky a change is, from the past of its repository at the moment it arrived.
 */
export interface RiskAssessedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Commit that was judged.
   */
  sha?: string
  /**
   * Title of the change.
   */
  title?: string
  /**
   * Share of the judged changes of this repository that are less risky, in percent, 0–100.
   */
  percentile: number
  /**
   * Calibrated probability that a later change has to fix or revert this one within two years; null before enough outcomes are known.
   */
  probability: number | null
  /**
   * Percentile in words: high from 90, medium from 70; more than that where raised_by says so.
   */
  level: 'low' | 'medium' | 'high'
  /**
   * Present where the level is above what the percentile says: incidents (a touched file was involved in so many incidents, for how often it changes, that its rank among changes says too little).
   */
  raised_by?: 'incidents'
  /**
   * Whether the score beats lines added on this repository so far: learned (it does), baseline (it does not; the percentile is that of the baseline), none (too few outcomes to tell).
   */
  signal: 'learned' | 'baseline' | 'none'
  /**
   * At most three past facts, strongest first.
   *
   * Items: One reason.
   */
  reasons: {
    /**
     * Which fact this is, kebab-case.
     */
    kind: string
    /**
     * One sentence that a person can check.
     */
    text: string
    /**
     * Events that the fact rests on; never empty.
     *
     * Items: Event id.
     */
    events: string[]
    /**
     * Share in what all facts that speak against the change add together, 0–1; absent where that is not counted.
     */
    weight?: number
    /**
     * Log-odds that it adds to those of an average change of this repository, by how many changes with it turned out bad; 0.69 doubles the odds, below 0 it speaks for the change. Depends on its own counts only. Absent where that is not counted.
     */
    adds?: number
  }[]
  /**
   * What each fact that was found adds, also of those that are not among the reasons. They overlap, so the total says which way they point, and is no probability: the score is learned from more.
   */
  factors?: {
    /**
     * Sum of what they add, in log-odds.
     */
    total: number
    /**
     * The facts, strongest first.
     *
     * Items: One of them.
     */
    of: {
      /**
       * Which fact this is, kebab-case.
       */
      kind: string
      /**
       * Log-odds that it adds to those of an average change of this repository, by how many changes with it turned out bad; 0.69 doubles the odds, below 0 it speaks for the change. Depends on its own counts only.
       */
      adds: number
    }[]
  }
  /**
   * The untrained baseline beside it.
   */
  baseline: {
    /**
     * Which baseline.
     */
    name: string
    /**
     * Its value: lines added.
     */
    value: number
    /**
     * Its percentile within the repository, 0–100.
     */
    percentile: number
  }
  /**
   * Areas that the change affects, at most 50.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas: string[]
  /**
   * True for a change that is still open.
   */
  open: boolean
  /**
   * Tests worth running first for an open change, at most 50: the tenth of all known ones that the past speaks for, and a small random sample of the others, so that misses are seen.
   *
   * Items: One test.
   */
  tests?: {
    /**
     * Its file.
     */
    path: string
    /**
     * Why it is here: learned (the past speaks for it) or sample (drawn from the others).
     */
    by: 'learned' | 'sample'
  }[]
  /**
   * Tests that are known in the repository, of which these were chosen.
   */
  tests_known?: number
  /**
   * Name and version of the model.
   */
  model: string
  /**
   * Guards of the repository by how likely each is to find a fault in this change, the likeliest first; only for an open change. What is run of them follows from the share that is allowed.
   *
   * Items: One guard.
   */
  guards?: {
    /**
     * Name of the guard.
     */
    guard: string
    /**
     * Probability that it finds a fault in this change, from its real failures so far, 0–1.
     */
    worth: number
    /**
     * What speaks for it: learned (it found faults in changes of these files, or its tests change with them), area (only that its area is touched), none.
     */
    by: 'learned' | 'area' | 'none'
    /**
     * Why, in one sentence that a person can check.
     */
    text: string
    /**
     * Runs that it rests on.
     *
     * Items: Event id.
     */
    events?: string[]
  }[]
  /**
   * Whether enough guards have found faults here to order them by it: learned, or none.
   */
  guards_signal?: 'learned' | 'none'
}
