import type { CloudEvent } from '@heimgewebe/contracts'

const PRINTABLE = /^[\x21-\x7e]+$/

/**
 * The trace context of an event as a header of its message. Undefined where there is none, or one that no header can hold,
 * such as one with a line break: a tool outside may write it, and it must not keep the message from anybody.
 */
export const traceHeader = ({ traceparent }: CloudEvent): string | undefined =>
  traceparent !== undefined && PRINTABLE.test(traceparent) ? traceparent : undefined
