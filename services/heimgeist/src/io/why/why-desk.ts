import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { ChangeStore } from '../change-store.js'
import type { HeimgeistTables } from '../tables.js'
import { type Scope, WhyReader } from './why-reader.js'

type Thing = Parameters<WhyReader['find']>[0]

/** Looks up what a text asks about, as of the transaction of its event. */
@Injectable()
export class WhyDesk {
  constructor(
    private readonly reader: WhyReader,
    private readonly changes: ChangeStore,
  ) {}

  /** What is found, question by question. */
  async find(
    delivery: Delivery<HeimgeistTables>,
    questions: readonly { readonly thing: Thing | undefined }[],
    scope: Scope,
  ): Promise<Awaited<ReturnType<WhyReader['find']>>[]> {
    if (questions.length === 0) return []
    await this.changes.settle(delivery)
    const found = []
    for (const { thing } of questions)
      found.push(thing === undefined ? undefined : await this.reader.find(thing, scope, delivery.db))
    return found
  }
}
