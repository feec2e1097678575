import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { DecisionStore } from '../decision-store.js'
import { LevelStore } from '../agents/level-store.js'
import type { HeimgeistTables } from '../tables.js'

/** What must be known before people are told something that they did not ask for. */
@Injectable()
export class TellingReader {
  constructor(
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
  ) {}

  /** The levels, and what is left of the messages of each repository on that day. */
  async of(delivery: Delivery<HeimgeistTables>, repositories: readonly string[], day: string) {
    const { messagesPerDay } = await this.levels.policy(delivery)
    const messagesLeft: Record<string, number> = {}
    for (const one of repositories)
      messagesLeft[one] = messagesPerDay - (await this.decisions.spent(delivery, one, day)).messages
    return { levels: await this.levels.all(delivery), messagesPerDay, messagesLeft }
  }
}
