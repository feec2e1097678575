import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { ChangeStore } from '../change-store.js'
import { EpicFacts } from './epic-facts.js'
import type { FactsJson } from './epic-tables.js'
import { LessonStore } from '../learned/lesson-store.js'
import type { HeimgeistTables } from '../tables.js'

/** A run, as far as it is looked up. */
interface RunOf {
  readonly what: string
  readonly sha: string
  readonly failed: boolean
  readonly tests: readonly { readonly fingerprint?: string }[]
}

/** What is known of the change that a run is of. */
@Injectable()
export class EpicRuns {
  constructor(
    private readonly changes: ChangeStore,
    private readonly facts: EpicFacts,
    private readonly lessons: LessonStore,
  ) {}

  /** Its change by name, or whichever open change has its commit as head; undefined where there is none. */
  async about<Facts extends FactsJson>(
    delivery: Delivery<HeimgeistTables>,
    repository: string,
    { what, sha, failed, tests }: RunOf,
    named: string | undefined,
  ) {
    const change = named ?? (await this.changes.openAt(delivery, repository, sha))?.change
    if (change === undefined) return undefined
    const prints = tests.flatMap(({ fingerprint }) => fingerprint ?? [])
    const { lessons, trunk } = failed
      ? await this.lessons.about(delivery, repository, prints, [what])
      : { lessons: [], trunk: [] }
    return { change, lessons, trunk, facts: await this.facts.of<Facts>(delivery, change) }
  }
}
