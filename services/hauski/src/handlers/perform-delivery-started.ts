import { Controller, Inject, Logger } from '@nestjs/common'
import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { isTooLate, wordMessage } from '../decisions/word-message.js'
import type { FeedbackResult } from '../io/feedback/provider.js'
import { Providers } from '../io/feedback/providers.js'
import { MessageStore } from '../io/message-store.js'

type Started = MeshEvent<'delivery.started.v1'>

/** Messages that are on their way at the same time: one slow provider holds up no other. */
const AT_ONCE = 4

/** Tells people by one provider. Whatever comes of it, the question stands on the page. */
@Controller()
export class PerformDeliveryStarted {
  private readonly log = new Logger('deliveries')

  constructor(
    private readonly messages: MessageStore,
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Perform('delivery.started.v1', { concurrency: AT_ONCE })
  async run(event: Started, { signal }: Act): Promise<Draft[]> {
    const result = await this.tell(event, signal)
    const { kind, provider } = event.data
    if (result.verdict !== 'delivered')
      this.log.warn(`${kind} by ${provider}: ${result.verdict}, ${result.reason ?? ''}`)
    return [finished(event, result)]
  }

  /** Cut off in the middle: it may have been taken, and nobody is told twice. */
  @PerformUnknown('delivery.started.v1')
  unknown(event: Started): Draft[] {
    return [finished(event, { verdict: 'unknown', reason: 'it was cut off in the middle', tries: 1 })]
  }

  private async tell({ data }: Started, signal: AbortSignal): Promise<FeedbackResult> {
    const message = await this.messages.find(data.about)
    if (!message) return refused('the question is over')
    if (isTooLate(message, Date.now())) return refused('the time to answer is over')
    const provider = this.providers.find(data.provider)
    if (!provider) return refused('no provider of this name is configured')
    return provider.requestFeedback(wordMessage(data.kind, message, this.config.page), message.options, signal)
  }
}

const refused = (reason: string): FeedbackResult => ({ verdict: 'refused', reason, tries: 0 })

const finished = ({ data, subject }: Started, { verdict, reason, tries }: FeedbackResult): Draft =>
  draft('delivery.finished.v1', {
    subject,
    data: { ...data, verdict, ...(reason === undefined ? {} : { reason }), tries },
  })
