import type { Counter, Gauge, Histogram } from 'prom-client'
import type { Metrics } from '../health/metrics.js'

/** What every consumer of the log measures. */
export interface ConsumerMetrics {
  readonly consumed: Counter<never>
  readonly lag: Gauge<never>
  readonly duration: Histogram<never>
}

/** Registers the consumer's metrics; `waiting` counts events that wait for chronik. */
export const consumerMetrics = (metrics: Metrics, waiting: () => number): ConsumerMetrics => {
  metrics.gauge({ name: 'heimgewebe_outbox_events', help: 'Events that wait for chronik.' }, (gauge) =>
    gauge.set(waiting()),
  )
  return {
    consumed: metrics.counter({
      name: 'heimgewebe_events_consumed_total',
      help: 'Events of the log that were applied here.',
    }),
    lag: metrics.gauge({
      name: 'heimgewebe_consumer_lag_events',
      help: 'Events of the log that are not applied here yet.',
    }),
    duration: metrics.histogram({
      name: 'heimgewebe_batch_duration_seconds',
      help: 'Time to apply one batch of events.',
    }),
  }
}
