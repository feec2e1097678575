import { Injectable } from '@nestjs/common'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

interface Named<Label extends string> {
  /** Prometheus name: heimgewebe_<noun>_<unit>, counters end in _total. */
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly Label[]
}

/** Bounds of durations in seconds: from a cached answer to a stuck one. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** The Prometheus registry of one service. */
@Injectable()
export class Metrics {
  readonly registry = new Registry()

  constructor(service: string) {
    this.registry.setDefaultLabels({ service })
    this.processMetrics()
  }

  /** A count that only grows. The name ends in _total. */
  counter<Label extends string = never>(options: Named<Label>): Counter<Label> {
    return new Counter({ ...options, labelNames: options.labelNames ?? [], registers: [this.registry] })
  }

  /** A value that moves; `read` is asked at each scrape. */
  gauge<Label extends string = never>(
    options: Named<Label>,
    read?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    const gauge: Gauge<Label> = new Gauge({
      ...options,
      labelNames: options.labelNames ?? [],
      registers: [this.registry],
      ...(read ? { collect: () => read(gauge) } : {}),
    })
    return gauge
  }

  /** Durations in seconds, or with own `buckets` anything else. */
  histogram<Label extends string = never>(options: Named<Label> & { buckets?: number[] }): Histogram<Label> {
    return new Histogram({
      ...options,
      labelNames: options.labelNames ?? [],
      buckets: options.buckets ?? SECONDS,
      registers: [this.registry],
    })
  }

  /** The text that Prometheus reads. */
  text(): Promise<string> {
    return this.registry.metrics()
  }

  // NOTE: prom-client's default metrics keep a timer that wakes an idle process a hundred times a second.
  private processMetrics(): void {
    this.gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory in bytes.' }, (gauge) =>
      gauge.set(process.memoryUsage.rss()),
    )
    this.gauge({ name: 'process_heap_bytes', help: 'Used JavaScript heap in bytes.' }, (gauge) =>
      gauge.set(process.memoryUsage().heapUsed),
    )
    const start = Date.now() / 1000 - process.uptime()
    this.gauge({ name: 'process_start_time_seconds', help: 'Start of the process in Unix time.' }, (gauge) =>
      gauge.set(start),
    )
    const cpu = this.counter({ name: 'process_cpu_seconds_total', help: 'CPU time of the process in seconds.' })
    let counted = 0
    this.gauge({ name: 'process_uptime_seconds', help: 'Time since the start in seconds.' }, (gauge) => {
      const { user, system } = process.cpuUsage()
      const now = (user + system) / 1e6
      cpu.inc(now - counted)
      counted = now
      gauge.set(process.uptime())
    })
  }
}
