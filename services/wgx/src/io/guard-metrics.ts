import { Injectable } from '@nestjs/common'
import type { GuardFinishedV1 } from '@heimgewebe/contracts'
import { Metrics } from '@heimgewebe/mesh'

/** Bounds in seconds: guards take from a moment to their limit of an hour. */
const BUCKETS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600]

/** Counts what guards came to, and how long they took. */
@Injectable()
export class GuardMetrics {
  private readonly runs
  private readonly seconds

  constructor(metrics: Metrics) {
    this.runs = metrics.counter({
      name: 'heimgewebe_guard_runs_total',
      help: 'Guards that came to a result, by verdict.',
      labelNames: ['verdict'],
    })
    this.seconds = metrics.histogram({
      name: 'heimgewebe_guard_duration_seconds',
      help: 'Wall time of guards that were run.',
      buckets: BUCKETS,
    })
  }

  /** Counts one result. */
  count({ verdict, duration_seconds }: GuardFinishedV1): void {
    this.runs.inc({ verdict })
    if (duration_seconds > 0) this.seconds.observe(duration_seconds)
  }
}
