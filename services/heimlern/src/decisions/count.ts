import { type Draft, draft } from '@heimgewebe/contracts'
import type { Known, Learned, Outcome, RuleSeen } from './known.js'
import { EMPTY, type Scope, type Tally, asTold, isBad, isWorthTelling, withChange, withOutcome } from './tally.js'
import type { Unit } from './unit.js'

interface Counted {
  readonly scope: Scope
  readonly key: string
  readonly tally: Tally
}

/** The counting of one event: starts from what is known, and ends as a list of what has changed. */
export class Count {
  private readonly units = new Map<string, Unit>()
  private readonly tallies = new Map<string, Counted>()
  private readonly rules = new Map<string, RuleSeen>()
  /** Scopes in which an outcome was counted. */
  private readonly struck = new Set<string>()

  constructor(private readonly known: Known) {}

  /** The change that a subject stands for, as it is after what was counted so far. */
  unitOf(subject: string): Unit | undefined {
    const unit = this.known.units.get(subject)
    return this.units.get(unit?.change ?? subject) ?? unit
  }

  /** Counts a new change in its repository and areas. */
  change(unit: Unit): void {
    this.units.set(unit.change, unit)
    this.move('repository', unit.repository, withChange)
    for (const area of unit.areas) this.move('area', area, withChange)
  }

  /** Counts an outcome of a change that was counted itself: for the repository, for the areas, for the rule. */
  outcome(outcome: Outcome): void {
    const before = this.unitOf(outcome.change)
    if (!before) throw new Error(`outcome of ${outcome.change}, which was not counted`)
    const bad = isBad(outcome.kind)
    const areas = outcome.area === undefined ? before.areas : [outcome.area]
    const added = areas.filter((area) => !before.areas.includes(area))
    for (const area of added) this.move('area', area, withChange)

    this.strike('repository', before.repository, outcome, bad && !before.bad)
    for (const area of areas) this.strike('area', area, outcome, bad && !before.badAreas.includes(area))
    if (outcome.rule !== undefined) this.rule(before.change, outcome.rule, outcome, bad)
    this.units.set(before.change, {
      ...before,
      areas: [...before.areas, ...added],
      bad: before.bad || bad,
      badAreas: bad ? [...new Set([...before.badAreas, ...areas])] : before.badAreas,
    })
  }

  /** The counts to tell: all in which an outcome was counted if `atOnce`, else those that moved enough. */
  told(atOnce: boolean): Draft[] {
    const due = [...this.tallies].filter(([id, { tally }]) => (atOnce && this.struck.has(id)) || isWorthTelling(tally))
    return due.map(([id, { scope, key, tally }]) => {
      this.tallies.set(id, { scope, key, tally: asTold(tally) })
      const { changes, bad, kinds, latest } = tally
      const { repository } = this.known
      const data = { repository, scope, key: key.slice(0, 300), changes, bad, kinds, events: [...latest] }
      return draft('outcome.counted.v1', { subject: `repository/${repository}`, data })
    })
  }

  /** Changes as they are now, where they differ from before. */
  changedUnits(): Learned['units'] {
    return [...this.units.values()]
  }

  /** Counts as they are now, where they differ from before. */
  changedTallies(): Learned['tallies'] {
    return [...this.tallies.values()]
  }

  private rule(unit: string, rule: string, outcome: Outcome, bad: boolean): void {
    const id = `${unit} ${rule}`
    const seen = this.rules.get(id) ?? this.known.ruleSeen(unit, rule) ?? { ran: false, failed: false }
    if (!seen.ran) this.move('rule', rule, withChange)
    this.strike('rule', rule, outcome, bad && !seen.failed)
    this.rules.set(id, { ran: true, failed: seen.failed || bad })
  }

  private strike(scope: Scope, key: string, { kind, id }: Outcome, newlyBad: boolean): void {
    this.struck.add(this.move(scope, key, (tally) => withOutcome(tally, kind, id, newlyBad)))
  }

  private move(scope: Scope, key: string, step: (tally: Tally) => Tally): string {
    const id = `${scope} ${key}`
    const tally = this.tallies.get(id)?.tally ?? this.known.tallyOf(scope, key) ?? EMPTY
    this.tallies.set(id, { scope, key, tally: step(tally) })
    return id
  }
}
