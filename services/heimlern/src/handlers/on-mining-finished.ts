import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Case, Told } from '../decisions/lessons/lesson.js'
import { showMining } from '../decisions/lessons/show-mining.js'
import { proposeLint } from '../decisions/rules/propose-lint.js'
import type { Rule } from '../decisions/rules/rule.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** The one service that reads code. */
const READER = 'heimgewebe/wgx'

/** Proposes what was found in the code that fixes took out, with the proof that it came with. */
@Controller()
export class OnMiningFinished {
  constructor(
    private readonly lessons: LessonStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('mining.finished.v1')
  async handle(event: MeshEvent<'mining.finished.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, rules } = event.data
    if (event.source !== READER) return []
    // What makes no rule is worth reading too: it says what good changes have as well, or how many are missing.
    this.lessons.put(delivery, repository, [{ shelf: 'setup', key: 'mined', value: showMining(event) }])
    if (rules.length === 0) return []
    const subjects = rules.flatMap(({ fires_on }) => fires_on)
    const known = await this.lessons.rules<Rule>(delivery, repository)
    const { drafts, notes } = proposeLint(event, {
      rules: new Map(known.map((rule) => [rule.rule, rule])),
      cases: await this.lessons.all<Case>(delivery, 'case', repository, subjects),
      habits: (await this.lessons.get<Record<string, Told>>(delivery, 'habits', repository, 'told')) ?? {},
      lintFolder: this.config.lintFolder,
    })
    this.lessons.put(delivery, repository, notes)
    return drafts
  }
}
