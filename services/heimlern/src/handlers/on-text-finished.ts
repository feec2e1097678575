import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { type OpenQuestion, tryPattern } from '../decisions/rules/ask-model.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** The one service that asks language models. */
const ASKER = 'heimgewebe/heimgeist'

/** Has the pattern tried that a language model wrote: it is a candidate like any other, and proves itself or is refused. */
@Controller()
export class OnTextFinished {
  constructor(private readonly lessons: LessonStore) {}

  @OnEvent('text.finished.v1')
  async handle(event: MeshEvent<'text.finished.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, use } = event.data
    if (event.source !== ASKER || use !== 'lint_rule' || repository === undefined) return []
    const open = await this.lessons.get<OpenQuestion>(delivery, 'setup', repository, 'question')
    const tried = tryPattern(event, open)
    if (open && open.text === event.data.request)
      this.lessons.put(delivery, repository, [{ shelf: 'setup', key: 'question', value: { mining: open.mining } }])
    return tried === undefined ? [] : [tried]
  }
}
