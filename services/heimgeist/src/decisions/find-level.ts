import type { ActClass, Level } from './permit-act.js'

/** One override of the autonomy level. What is absent matches everything. */
export interface LevelRule {
  /** Agent that acts, such as wgx. */
  readonly agent?: string
  /** Repository, owner/name. */
  readonly repository?: string
  /** Class of the act. */
  readonly act?: ActClass
  readonly level: Level
  /** The rule as it was written, for the reason of a decision. */
  readonly text: string
}

/** Levels as configured. */
export interface Levels {
  readonly fallback: Level
  readonly rules: readonly LevelRule[]
}

/** For whom a level is asked. */
export interface LevelQuestion {
  readonly agent: string
  readonly act: ActClass
  readonly repository: string | undefined
}

/** A level and why it holds. */
export interface LevelFound {
  readonly level: Level
  readonly reason: string
}

/** The level for an agent, a class and a repository: the most specific rule wins, of equals the lowest level. */
export const findLevel = (levels: Levels, question: LevelQuestion): LevelFound => {
  const [best] = levels.rules.filter((rule) => matches(rule, question)).sort(byWeight)
  if (best) return { level: best.level, reason: `HEIMGEIST_LEVELS says ${best.text}`.slice(0, 500) }
  return { level: levels.fallback, reason: 'default of the installation (HEIMGEIST_LEVEL)' }
}

const matches = (rule: LevelRule, { agent, act, repository }: LevelQuestion): boolean =>
  (rule.agent === undefined || rule.agent === agent) &&
  (rule.act === undefined || rule.act === act) &&
  (rule.repository === undefined || rule.repository === repository)

/** A repository outweighs an agent, an agent outweighs a class. */
const weightOf = (rule: LevelRule): number =>
  (rule.repository === undefined ? 0 : 4) + (rule.agent === undefined ? 0 : 2) + (rule.act === undefined ? 0 : 1)

// NOTE: two rules of equal weight that disagree are a mistake in the configuration; the careful reading is the lower level.
const byWeight = (a: LevelRule, b: LevelRule): number => weightOf(b) - weightOf(a) || a.level - b.level
