import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { judgePattern, patternNamed } from '../decisions/lessons/judge-pattern.js'
import type { Pattern } from '../decisions/lessons/lesson.js'
import type { Voices } from '../decisions/lessons/voices.js'
import type { Rule } from '../decisions/rules/rule.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Counts what people say of a pattern. heimgeist tells what they said by command. */
@Controller()
export class OnFeedbackGiven {
  constructor(private readonly lessons: LessonStore) {}

  @OnEvent('feedback.given.v1')
  async handle(event: MeshEvent<'feedback.given.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { verdict, by, subject = event.subject } = event.data
    const named = patternNamed(subject)
    if (!named || (verdict !== 'good' && verdict !== 'bad') || !mayOrder(event.source, 'heimgeist')) return []
    const { repository } = named
    const pattern = await this.lessons.get<Pattern>(delivery, 'pattern', repository, named.pattern)
    if (!pattern) return []
    const voices = await this.lessons.get<Voices>(delivery, 'voices', repository, named.pattern)
    const rules = await this.lessons.rules<Rule>(delivery, repository)
    const { drafts, notes } = judgePattern({ by, verdict, event: event.id }, { pattern, voices, rules })
    this.lessons.put(delivery, repository, notes)
    return drafts
  }
}
