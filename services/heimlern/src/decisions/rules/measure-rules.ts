import { type Draft, draft } from '@heimgewebe/contracts'
import { type Case, MOST, type Note } from '../lessons/lesson.js'
import type { OutcomeKind } from '../tally.js'
import type { Ending, Rule } from './rule.js'

/** An outcome of a change, as rules are measured by it. */
export interface Measured {
  readonly kind: OutcomeKind
  /** Event that records it. */
  readonly id: string
}

/** Changes of which a rule remembers how they ended. */
const MOST_ENDINGS = 500
/** Successes before a rule is said to pay. */
const FIRST_SUCCESSES = 3
/** Matches that cost something for each trouble caught: up to ten pay, beyond twenty do not. */
const PAYS = 10
const TOO_MANY = 20

/** What the outcome of one change says about the rules that were in force for it; retires those that do not pay. */
export const measureRules = (
  repository: string,
  change: Case,
  { kind, id }: Measured,
  rules: readonly Rule[],
  enoughNoise: number,
): { drafts: Draft[]; notes: Note[] } => {
  const all = rules
    .filter((one) => appliesTo(one, change))
    .flatMap((rule) => {
      const ending = endingOf(rule, kind, rule.endings[change.subject])
      return ending === undefined ? [] : [tellWorth(repository, count(rule, change.subject, ending, id), enoughNoise)]
    })
  return { drafts: all.flatMap(({ drafts }) => drafts), notes: all.flatMap(({ notes }) => notes) }
}

/** The worth of a rule after something was counted, where it is worth telling, and its end where it does not pay. */
export const tellWorth = (
  repository: string,
  counted: Rule,
  enoughNoise: number,
): { drafts: Draft[]; notes: Note[] } => {
  const drafts: Draft[] = []
  const worth = worthOf(counted, enoughNoise)
  const told = isWorthTelling(counted, worth)
  const retired = worth.verdict === 'does_not_pay'
  const next: Rule = {
    ...counted,
    state: retired ? 'retired' : counted.state,
    told: told ? { ...worth, worth: worth.verdict } : counted.told,
  }
  const about = { repository, rule: counted.rule, kind: counted.kind, version: counted.version ?? 1 }
  const subject = `rule/${repository}/${counted.rule}`
  const { matched, helped, noise, missed, verdict } = worth
  const events = [...counted.latest]
  if (told)
    drafts.push(
      draft('rule.measured.v1', {
        subject,
        data: { ...about, matched, helped, noise, missed, worth: verdict, events },
      }),
    )
  if (retired)
    drafts.push(
      draft('rule.retired.v1', {
        subject,
        data: {
          ...about,
          reason: `it does not pay: of ${matched} changes that it applied to, it helped ${helped} times, ${noise} were harmless, ${missed} went wrong all the same`,
          events,
          by: 'service/heimlern',
        },
      }),
    )
  return { drafts, notes: [{ shelf: 'rule', key: counted.rule, value: next }] }
}

/** A rule is measured by the changes that were made since it is in force. */
const appliesTo = (rule: Rule, change: Case): boolean =>
  rule.state === 'in_force' &&
  rule.since !== undefined &&
  Date.parse(change.at) >= Date.parse(rule.since) &&
  change.areas.some((area) => rule.areas.includes(area))

/** How a change ends for a rule after one more outcome; undefined where nothing changes. */
const endingOf = (rule: Rule, kind: OutcomeKind, before: Ending | undefined): Ending | undefined => {
  if (kind === 'guard_passed') return before === undefined ? 'noise' : undefined
  // What a guard caught before it was merged is what the policy is for. A text catches nothing: it keeps from it.
  const ending = kind === 'guard_failed' && rule.kind === 'policy' ? 'helped' : 'missed'
  return before === ending || before === 'helped' || before === 'missed' ? undefined : ending
}

/** A rule after one change that it matched ended, or ended otherwise than before. */
export const count = (rule: Rule, subject: string, ending: Ending, event: string): Rule => {
  const before = rule.endings[subject]
  const measure = { ...rule.measure }
  if (before) measure[before]--
  measure[ending]++
  const { [subject]: _old, ...others } = rule.endings
  const endings = Object.fromEntries([...Object.entries(others).slice(-MOST_ENDINGS + 1), [subject, ending]])
  return { ...rule, endings, measure, latest: [event, ...rule.latest].slice(0, MOST) }
}

/** A policy or a lint rule is worth what it catches; a text what does not come any more, compared with the share before it. */
const worthOf = ({ kind, measure, proposal }: Rule, enoughNoise: number) => {
  const matched = measure.helped + measure.noise + measure.missed
  if (kind === 'policy' || kind === 'lint_rule') {
    const pays = measure.helped >= FIRST_SUCCESSES && measure.helped * PAYS >= measure.noise
    const fails = measure.noise >= enoughNoise && measure.helped * TOO_MANY < measure.noise
    return {
      matched,
      ...measure,
      verdict: pays ? ('pays' as const) : fails ? ('does_not_pay' as const) : ('unclear' as const),
    }
  }
  const { fires_on: bad, false_alarms: good } = proposal.proof
  const expected = (matched * bad.length) / Math.max(1, bad.length + good)
  const helped = Math.max(0, Math.floor(expected - measure.missed))
  const pays = helped >= FIRST_SUCCESSES && measure.missed * 2 <= expected
  const fails = matched >= enoughNoise && measure.missed >= expected
  const verdict = pays ? ('pays' as const) : fails ? ('does_not_pay' as const) : ('unclear' as const)
  return { matched, helped, noise: 0, missed: measure.missed, verdict }
}

const isWorthTelling = (
  { told }: Rule,
  now: { matched: number; helped: number; missed: number; verdict: string },
): boolean =>
  now.helped !== told.helped ||
  now.missed !== told.missed ||
  now.verdict !== told.worth ||
  now.matched >= Math.max(5, 2 * told.matched)
