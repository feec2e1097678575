import { Injectable } from '@nestjs/common'
import { Metrics } from '@heimgewebe/mesh'

/** Counts acts by kind and by what became of them. */
@Injectable()
export class ActionMetrics {
  private readonly finished

  constructor(metrics: Metrics) {
    this.finished = metrics.counter({
      name: 'heimgewebe_actions_total',
      help: 'Acts on the world, by kind and verdict.',
      labelNames: ['act', 'verdict'],
    })
  }

  /** Counts one. */
  count(act: string, verdict: string): void {
    this.finished.inc({ act, verdict })
  }
}
