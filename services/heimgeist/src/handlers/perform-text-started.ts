import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { FORMS, nameFacts, TEMPLATES } from '../decisions/texts/answer-forms.js'
import { type Answered, reportCutOff, reportText } from '../decisions/texts/report-text.js'
import { ModelDesk } from '../io/texts/model-desk.js'
import { TextMetrics } from '../io/texts/text-metrics.js'
import { TextStore } from '../io/texts/text-store.js'

type Started = MeshEvent<'text.started.v1'>

/** Questions under way at the same time: a slow model holds up no other text. */
const AT_ONCE = 4

/** Asks the models for a text, once. */
@Controller()
export class PerformTextStarted {
  constructor(
    private readonly texts: TextStore,
    private readonly desk: ModelDesk,
    private readonly metrics: TextMetrics,
  ) {}

  @Perform('text.started.v1', { concurrency: AT_ONCE })
  async run(event: Started, { signal }: Act): Promise<Draft[]> {
    const { request, use } = event.data
    const began = performance.now()
    const facts = (await this.texts.factsOf(request)) ?? []
    const answered =
      facts.length === 0
        ? ({ outcome: 'refused', reason: 'its facts are gone', calls: [] } as const)
        : await this.desk.ask({ use, template: TEMPLATES[use], facts: nameFacts(facts), form: FORMS[use] }, signal)
    const seconds = Math.round(performance.now() - began) / 1000
    const told = reportText(event, { ...answered, calls: [...answered.calls] } as Answered, facts, seconds)
    this.metrics.count(told.data)
    return [told]
  }

  /** Cut off in the middle: a model may have been asked, and is not asked a second time. */
  @PerformUnknown('text.started.v1')
  unknown(event: Started): Draft[] {
    return [reportCutOff(event)]
  }
}
