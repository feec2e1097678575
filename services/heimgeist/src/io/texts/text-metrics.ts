import { Injectable } from '@nestjs/common'
import type { TextFinishedV1 } from '@heimgewebe/contracts'
import { Metrics } from '@heimgewebe/mesh'
import { ModelDesk } from './model-desk.js'
import { TextStore } from './text-store.js'

/** Numbers of what language models were asked for, without a word of it. */
@Injectable()
export class TextMetrics {
  private readonly calls
  private readonly texts

  constructor(metrics: Metrics, texts: TextStore, desk: ModelDesk) {
    this.calls = metrics.counter({
      name: 'heimgewebe_model_calls_total',
      help: 'Calls of language models, by model and what became of them.',
      labelNames: ['model', 'outcome'],
    })
    this.texts = metrics.counter({
      name: 'heimgewebe_model_texts_total',
      help: 'Texts that language models were asked for, by use and what became of them.',
      labelNames: ['use', 'outcome'],
    })
    metrics.gauge(
      { name: 'heimgewebe_model_usd_today', help: 'US dollars that models took today, in UTC.' },
      async (gauge) => gauge.set((await texts.today(new Date().toISOString().slice(0, 10))).usd),
    )
    metrics.gauge(
      { name: 'heimgewebe_models_resting', help: 'Models that are left alone, for they failed too often.' },
      (gauge) => gauge.set(desk.resting.length),
    )
  }

  /** Counts a result as it is told, once. */
  count({ use, outcome, calls }: Pick<TextFinishedV1, 'use' | 'outcome' | 'calls'>): void {
    this.texts.inc({ use, outcome })
    for (const { model, outcome: became } of calls) this.calls.inc({ model, outcome: became })
  }
}
