import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { measureMerge } from '../decisions/rules/measure-lint.js'
import type { Rule } from '../decisions/rules/rule.js'
import { BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { LessonStore } from '../io/lesson-store.js'
import { ProposalStore } from '../io/proposal-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Ties a proposed change to the commit that it became, so that both count as one; learned rules that it was merged in spite of were noise. */
@Controller()
export class OnPrMerged {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
    private readonly proposals: ProposalStore,
    private readonly lessons: LessonStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.merged.v1')
  async handle(event: MeshEvent<'pr.merged.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    await this.tie(event, delivery)
    const { repository } = event.data
    const rules = await this.lessons.rules<Rule>(delivery, repository)
    const { drafts, notes } = measureMerge(event, rules, this.config.enoughNoise)
    this.lessons.put(delivery, repository, notes)
    return drafts
  }

  private async tie({ subject, data }: MeshEvent<'pr.merged.v1'>, delivery: Delivery<HeimlernTables>): Promise<void> {
    if (data.merge_sha === undefined) return
    const book = await this.books.open(delivery, data.repository)
    const commit = `change/${data.repository}/${data.merge_sha}`
    if (book.proposals.has(subject) && !(await this.ledger.isCounted(delivery, book, commit)))
      await this.books.letStandFor(delivery, book, commit, subject)
    this.proposals.merge(delivery, subject, commit)
  }
}
