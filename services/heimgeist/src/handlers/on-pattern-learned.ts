import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { adviceRules } from '../decisions/advice/advice-rules.js'
import { readPattern } from '../decisions/advice/learned.js'
import { readLesson } from '../decisions/failures/read-lesson.js'
import { AdviceDesk } from '../io/advice/advice-desk.js'
import { LessonStore } from '../io/learned/lesson-store.js'
import { PatternStore } from '../io/learned/pattern-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns what heimlern knows: of errors, so that a question about one can say it; of changes, to recommend it to those that are open; and the names that a command can use. */
@Controller()
export class OnPatternLearned {
  constructor(
    private readonly lessons: LessonStore,
    private readonly patterns: PatternStore,
    private readonly advice: AdviceDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pattern.learned.v1')
  async handle(event: MeshEvent<'pattern.learned.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, pattern } = event.data
    const told = readPattern(event)
    await this.patterns.tell(delivery, repository, pattern, event.id, told)
    const lesson = readLesson(event)
    if (lesson) await this.lessons.learn(delivery, repository, pattern, lesson)
    else await this.lessons.forget(delivery, repository, pattern)
    return told?.holds === true ? this.advice.taught(delivery, event, repository, adviceRules(this.config)) : []
  }
}
