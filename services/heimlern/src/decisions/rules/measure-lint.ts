import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import type { Note } from '../lessons/lesson.js'
import type { OutcomeKind } from '../tally.js'
import { count, tellWorth } from './measure-rules.js'
import type { Ending, Rule } from './rule.js'

/** What is appended and remembered. */
type Measured = { readonly drafts: Draft[]; readonly notes: Note[] }

/** Changes of which it is remembered that a rule fires on them. */
const MOST_OPEN = 500

/**
 * What a check by the learned rules says of them: one that fires waits for how its change goes on; one that fires no more
 * on the same change has helped, since somebody took out what it named.
 */
export const measureCheck = (
  { id, data }: MeshEvent<'guard.finished.v1'>,
  rules: readonly Rule[],
  enoughNoise: number,
): Measured => {
  if (data.guard !== LEARNED_RULES || (data.verdict !== 'passed' && data.verdict !== 'failed')) return together([])
  const fired = new Set((data.failures ?? []).map(({ name }) => name))
  return together(
    inForce(rules).map((rule) => {
      const { open = [] } = rule
      const isOpen = open.includes(data.change)
      if (fired.has(rule.rule) && !isOpen && rule.endings[data.change] === undefined)
        return noted({ ...rule, open: [...open, data.change].slice(-MOST_OPEN) })
      return isOpen && !fired.has(rule.rule)
        ? ended(data.repository, rule, data.change, 'helped', id, enoughNoise)
        : nothing
    }),
  )
}

/** A change was merged with what a rule named: it was noise to those who merged it. */
export const measureMerge = (
  { id, subject, data }: MeshEvent<'pr.merged.v1'>,
  rules: readonly Rule[],
  enoughNoise: number,
): Measured =>
  together(
    inForce(rules)
      .filter(({ open = [] }) => open.includes(subject))
      .map((rule) => ended(data.repository, rule, subject, 'noise', id, enoughNoise)),
  )

/** Outcomes after which a rule that nobody listened to was right. */
const RIGHT: ReadonlySet<OutcomeKind> = new Set(['fixed', 'reverted', 'incident'])

/** A change that was merged in spite of a rule had to be repaired after all: the rule was right. */
export const measureRepair = (
  repository: string,
  change: string,
  { kind, id }: { readonly kind: OutcomeKind; readonly id: string },
  rules: readonly Rule[],
  enoughNoise: number,
): Measured =>
  together(
    RIGHT.has(kind)
      ? inForce(rules)
          .filter(({ endings }) => endings[change] === 'noise')
          .map((rule) => ended(repository, rule, change, 'helped', id, enoughNoise))
      : [],
  )

const inForce = (rules: readonly Rule[]): Rule[] =>
  rules.filter(({ kind, state }) => kind === 'lint_rule' && state === 'in_force')

const ended = (
  repository: string,
  rule: Rule,
  change: string,
  ending: Ending,
  event: string,
  enoughNoise: number,
): Measured => {
  const open = (rule.open ?? []).filter((one) => one !== change)
  return tellWorth(repository, count({ ...rule, open }, change, ending, event), enoughNoise)
}

const nothing: Measured = { drafts: [], notes: [] }
const noted = (rule: Rule): Measured => ({ drafts: [], notes: [{ shelf: 'rule', key: rule.rule, value: rule }] })
const together = (all: readonly Measured[]): Measured => ({
  drafts: all.flatMap(({ drafts }) => drafts),
  notes: all.flatMap(({ notes }) => notes),
})
