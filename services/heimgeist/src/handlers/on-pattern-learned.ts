import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { readLesson } from '../decisions/failures/read-lesson.js'
import { LessonStore } from '../io/lesson-store.js'
import { PatternStore } from '../io/pattern-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns what heimlern knows: of errors, so that a question about one can say it, and the names that a command can use. */
@Controller()
export class OnPatternLearned {
  constructor(
    private readonly lessons: LessonStore,
    private readonly patterns: PatternStore,
  ) {}

  @OnEvent('pattern.learned.v1')
  async handle(event: MeshEvent<'pattern.learned.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, pattern } = event.data
    await this.patterns.tell(delivery, repository, pattern, event.id)
    const lesson = readLesson(event)
    if (lesson) await this.lessons.learn(delivery, repository, pattern, lesson)
    else await this.lessons.forget(delivery, repository, pattern)
    return []
  }
}
