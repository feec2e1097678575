import { context, propagation, type Span, SpanKind, trace } from '@opentelemetry/api'
import type { MsgHdrs } from '@nats-io/nats-core'

const setter = { set: (carrier: MsgHdrs, key: string, value: string): void => carrier.set(key, value) }
const getter = {
  get: (carrier: MsgHdrs, key: string): string => carrier.get(key),
  keys: (carrier: MsgHdrs): string[] => carrier.keys(),
}

/** Writes the active trace context into NATS headers: the trace of this hop. */
export const inject = (carrier: MsgHdrs): MsgHdrs => {
  propagation.inject(context.active(), carrier, setter)
  return carrier
}

/** The trace context that started an event, as its traceparent attribute; undefined outside any trace. */
export const traceparent = (): string | undefined => {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier['traceparent']
}

/** What a span of the mesh says about itself. Names follow the OpenTelemetry messaging conventions. */
export interface SpanOf {
  /** `process`, `send` or another operation. */
  readonly operation: string
  /** Event type or subject; low in number. */
  readonly destination: string
  readonly attributes?: Record<string, string | number>
}

/** Runs work in a span that continues the trace of a NATS message, where it carries one. */
export const inSpan = <Result>(
  { operation, destination, attributes }: SpanOf,
  carrier: MsgHdrs | undefined,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  const parent = carrier ? propagation.extract(context.active(), carrier, getter) : context.active()
  return trace.getTracer('heimgewebe').startActiveSpan(
    `${operation} ${destination}`,
    {
      kind: operation === 'send' ? SpanKind.PRODUCER : SpanKind.CONSUMER,
      attributes: {
        'messaging.system': 'nats',
        'messaging.operation.name': operation,
        'messaging.destination.name': destination,
        ...attributes,
      },
    },
    parent,
    async (span) => {
      try {
        return await work(span)
      } catch (error) {
        span.recordException(error as Error)
        span.setStatus({ code: 2, message: error instanceof Error ? error.message : String(error) })
        throw error
      } finally {
        span.end()
      }
    },
  )
}
