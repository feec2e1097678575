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
  /** Policy of the owner that says so, by name and version; absent where the environment does. */
  readonly policy?: string
  /** Levels that were earned, lost, or set while running: `level.changed.v1`. */
  readonly changed?: readonly LevelRule[]
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
  /** Who set it: the owner by configuration, an event, or nobody. */
  readonly origin: 'owner' | 'event' | 'default'
  /** Policy in force when it was asked for, by name and version; absent for the one that the environment gives. */
  readonly policy?: string
}

/**
 * The level for an agent, a class and a repository: the most specific rule wins, of equals the lowest level. A level that
 * was changed while running counts instead of the default, and beside a rule of the owner only where it is lower: whoever
 * lowers a level by hand is not overruled by a record.
 */
export const findLevel = (levels: Levels, question: LevelQuestion): LevelFound => {
  const set = bestOf(levels.rules, question)
  const changed = bestOf(levels.changed ?? [], question)
  const { policy } = levels
  const under = policy === undefined ? {} : { policy }
  if (changed && (!set || changed.level < set.level))
    return { level: changed.level, reason: changed.text.slice(0, 500), origin: 'event', ...under }
  const [of, rest] =
    policy === undefined
      ? ['HEIMGEIST_LEVELS', 'default of the installation (HEIMGEIST_LEVEL)']
      : [`policy ${policy}`, `policy ${policy}, for everything else`]
  if (set) return { level: set.level, reason: `${of} says ${set.text}`.slice(0, 500), origin: 'owner', ...under }
  return { level: levels.fallback, reason: rest, origin: 'default', ...under }
}

const bestOf = (rules: readonly LevelRule[], question: LevelQuestion): LevelRule | undefined =>
  rules.filter((rule) => matches(rule, question)).sort(byWeight)[0]

const matches = (rule: LevelRule, { agent, act, repository }: LevelQuestion): boolean =>
  (rule.agent === undefined || rule.agent === agent) &&
  (rule.act === undefined || rule.act === act) &&
  (rule.repository === undefined || rule.repository === repository)

/** A repository outweighs an agent, an agent outweighs a class. */
const weightOf = (rule: LevelRule): number =>
  (rule.repository === undefined ? 0 : 4) + (rule.agent === undefined ? 0 : 2) + (rule.act === undefined ? 0 : 1)

// NOTE: two rules of equal weight that disagree are a mistake in the configuration; the careful reading is the lower level.
const byWeight = (a: LevelRule, b: LevelRule): number => weightOf(b) - weightOf(a) || a.level - b.level
