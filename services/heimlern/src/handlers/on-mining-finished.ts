import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Case, Told } from '../decisions/lessons/lesson.js'
import { showMining } from '../decisions/lessons/show-mining.js'
import { askModel, type OpenQuestion } from '../decisions/rules/ask-model.js'
import type { Voices } from '../decisions/lessons/voices.js'
import { patternOfRule, proposeLint } from '../decisions/rules/propose-lint.js'
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
    if (rules.length === 0) return this.ask(event, delivery)
    const subjects = rules.flatMap(({ fires_on }) => fires_on)
    const constructs = rules.map(patternOfRule)
    const known = await this.lessons.rules<Rule>(delivery, repository)
    const { drafts, notes } = proposeLint(event, {
      rules: new Map(known.map((rule) => [rule.rule, rule])),
      cases: await this.lessons.all<Case>(delivery, 'case', repository, subjects),
      habits: (await this.lessons.get<Record<string, Told>>(delivery, 'habits', repository, 'told')) ?? {},
      voices: await this.lessons.all<Voices>(delivery, 'voices', repository, constructs),
      lintFolder: this.config.lintFolder,
    })
    this.lessons.put(delivery, repository, notes)
    return drafts
  }

  /** Where nothing was found, a language model may see it: once for each mining, and where its owner allows it. */
  private async ask(event: MeshEvent<'mining.finished.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, removed = [] } = event.data
    const open = await this.lessons.get<OpenQuestion>(delivery, 'setup', repository, 'question')
    const subjects = removed.map(({ change }) => change)
    const text = open && askModel(event, await this.lessons.all<Case>(delivery, 'case', repository, subjects))
    if (!open || !text) return []
    const value = { ...open, text: text.id }
    this.lessons.put(delivery, repository, [{ shelf: 'setup', key: 'question', value }])
    return [text]
  }
}
