import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { type Book, BookStore, tallyKey } from './book-store.js'
import { OutcomeStore } from './outcome-store.js'
import { ProposalStore } from './proposal-store.js'
import type { HeimlernTables, Kind, OutcomeRow, Scope, TallyRow, UnitRow } from './tables.js'
import { UnitStore } from './unit-store.js'

/** What is looked up: an outcome of a change, perhaps about a rule. */
interface Lookup {
  readonly change: string
  readonly kind: Kind
  readonly evidence: string
  readonly rule?: string
}

/** A proposed change that has an outcome and is not counted yet. */
export interface Uncounted {
  readonly change: string
  readonly areas: readonly string[]
  readonly at?: string
}

/** What an event taught. */
interface Learned {
  readonly outcomes: readonly OutcomeRow[]
  readonly units: readonly UnitRow[]
  readonly tallies: readonly { readonly scope: Scope; readonly key: string; readonly tally: TallyRow }[]
}

/** The ways into the stores that the handlers share. */
@Injectable()
export class Ledger {
  constructor(
    private readonly books: BookStore,
    private readonly units: UnitStore,
    private readonly outcomes: OutcomeStore,
    private readonly proposals: ProposalStore,
  ) {}

  /** Everything known about the changes that outcomes were sighted of. `fresh`: none of them can have been recorded before. */
  async lookUp(delivery: Delivery<HeimlernTables>, book: Book, lookups: readonly Lookup[], fresh = false) {
    const { units, uncounted } = await this.unitsOf(delivery, book, [...new Set(lookups.map(({ change }) => change))])
    const isRecorded = fresh || lookups.length === 0 ? () => false : await this.outcomes.recorded(delivery, lookups)
    const rules = new Map<string, { ran: boolean; failed: boolean }>()
    for (const { change, rule } of lookups) {
      const unit = units.get(change)
      const seen = rule === undefined || !unit ? undefined : await this.outcomes.ruleSeen(delivery, unit.change, rule)
      if (seen && unit) rules.set(`${unit.change} ${rule}`, seen)
    }
    return {
      repository: book.repository,
      uncounted,
      units,
      isRecorded,
      waitingFor: (change: string): readonly OutcomeRow[] => book.waiting.get(change) ?? [],
      ruleSeen: (unit: string, rule: string) => rules.get(`${unit} ${rule}`),
      tallyOf: (scope: Scope, key: string) => book.tallies.get(tallyKey(scope, key)),
    }
  }

  /** Remembers what an event taught. */
  async keep(delivery: Delivery<HeimlernTables>, book: Book, { outcomes, units, tallies }: Learned): Promise<void> {
    for (const unit of units) {
      this.units.put(delivery, unit)
      if (!unit.change.startsWith('change/') && !book.proposals.has(unit.change))
        await this.addProposal(delivery, book, unit.change)
      if (book.waiting.size > 0) await this.outcomes.settle(delivery, book, unit.change)
    }
    for (const outcome of outcomes) this.outcomes.add(delivery, book, outcome)
    for (const { scope, key, tally } of tallies) this.books.put(book, scope, key, tally)
  }

  /** Whether a commit is counted already, itself or as the proposed change that it came from. */
  async isCounted(delivery: Delivery<HeimlernTables>, book: Book, change: string): Promise<boolean> {
    return book.standsFor.has(change) || (await this.units.find(delivery, [change])).has(change)
  }

  /** A proposed change is counted before its commits are: when its head is recorded, that is the same change. */
  private async addProposal(delivery: Delivery<HeimlernTables>, book: Book, change: string): Promise<void> {
    book.proposals.add(change)
    const proposal = await this.proposals.find(delivery, change)
    if (proposal) await this.books.letStandFor(delivery, book, `change/${book.repository}/${proposal.head}`, change)
  }

  /** The counted changes that subjects stand for, and the proposed changes among them that are not counted yet. */
  private async unitsOf(delivery: Delivery<HeimlernTables>, book: Book, subjects: readonly string[]) {
    const units = new Map<string, UnitRow>()
    const uncounted: Uncounted[] = []
    if (subjects.length === 0) return { units, uncounted }
    const found = await this.units.find(
      delivery,
      subjects.map((subject) => book.standsFor.get(subject) ?? subject),
    )
    for (const subject of subjects) {
      const unit = found.get(book.standsFor.get(subject) ?? subject) ?? (await this.commitOf(delivery, book, subject))
      if (unit) units.set(subject, unit)
      else if (!subject.startsWith('change/')) uncounted.push(await this.uncountedOf(delivery, subject))
    }
    return { units, uncounted }
  }

  /** The commit that a proposed change became, or else its head, where one of them is counted. */
  private async commitOf(
    delivery: Delivery<HeimlernTables>,
    book: Book,
    subject: string,
  ): Promise<UnitRow | undefined> {
    if (subject.startsWith('change/')) return undefined
    const merged = await this.proposals.mergedAs(delivery, subject)
    const head = (await this.proposals.find(delivery, subject))?.head
    const commits = [
      ...(merged === undefined ? [] : [merged]),
      ...(head === undefined ? [] : [`change/${book.repository}/${head}`]),
    ]
    if (commits.length === 0) return undefined
    const found = await this.units.find(delivery, commits)
    return commits.map((commit) => found.get(commit)).find((unit) => unit !== undefined)
  }

  private async uncountedOf(delivery: Delivery<HeimlernTables>, change: string): Promise<Uncounted> {
    const proposal = await this.proposals.find(delivery, change)
    return proposal ? { change, areas: proposal.areas, at: proposal.opened_at } : { change, areas: [] }
  }
}
