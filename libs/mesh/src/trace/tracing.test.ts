import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { headers } from '@nats-io/nats-core'
import { inject, inSpan, traceparent } from './tracing.js'

describe('the trace of an event', () => {
  const exporter = new InMemorySpanExporter()
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }))
  })
  afterAll(() => {
    trace.disable()
    context.disable()
    propagation.disable()
  })

  it('goes on in the service that takes the message, through the headers', async () => {
    const hop = headers()
    let started: string | undefined
    await inSpan({ operation: 'send', destination: 'pr.opened.v1' }, undefined, async () => {
      inject(hop)
      started = traceparent()
    })
    await inSpan({ operation: 'process', destination: 'pr.opened.v1' }, hop, async () => undefined)

    const [sent, taken] = exporter.getFinishedSpans()
    expect(hop.get('traceparent')).toBe(started)
    expect(taken?.spanContext().traceId).toBe(sent?.spanContext().traceId)
    expect(taken?.parentSpanContext?.spanId).toBe(sent?.spanContext().spanId)
    expect(taken?.name).toBe('process pr.opened.v1')
  })

  it('marks what failed', async () => {
    exporter.reset()
    const failing = inSpan({ operation: 'process', destination: 'pr.opened.v1' }, undefined, () =>
      Promise.reject(new Error('no')),
    )
    await expect(failing).rejects.toThrow('no')
    expect(exporter.getFinishedSpans()[0]?.status).toMatchObject({ code: 2, message: 'no' })
  })
})
