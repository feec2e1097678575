import { dataSchemaOf, deriveId, isUuid, newId } from '@heimgewebe/contracts'

/** A request whose events could not be read at all. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

/** Names of attributes that a tool may leave to us. */
const BINARY_PREFIX = 'ce-'

/** What a request to append brings. */
export interface EventRequest {
  readonly contentType: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly now: Date
}

/**
 * Reads the events of an HTTP request in the three CloudEvents modes: structured, batch, binary. What a tool may leave
 * out is filled in; what it says is kept. An id that is no UUID becomes one that stays the same for the same id.
 */
export const readCloudEvents = (request: EventRequest): unknown[] => {
  const json = parse(request.body)
  if (Array.isArray(json)) return json.map((event) => fill(event, request.now))
  if (typeof request.headers[`${BINARY_PREFIX}type`] === 'string' && !/cloudevents/.test(request.contentType))
    return [fill({ ...binaryAttributes(request.headers), data: json }, request.now)]
  return [fill(json, request.now)]
}

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw new UnreadableError(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const binaryAttributes = (headers: EventRequest['headers']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => name.startsWith(BINARY_PREFIX) && typeof value === 'string')
      .map(([name, value]) => [name.slice(BINARY_PREFIX.length), decode(value as string)]),
  )

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    throw new UnreadableError('a ce- header is not percent-encoded UTF-8')
  }
}

const ATTRIBUTES = ['source', 'type', 'subject', 'causationid', 'actor', 'traceparent'] as const

const fill = (event: unknown, now: Date): unknown => {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event
  const given = withData(event as Record<string, unknown>)
  const time = given['time'] ?? now.toISOString()
  const id = idOf(given, time, now)
  const kept = Object.fromEntries(
    ATTRIBUTES.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  )
  const { repository } = (given['data'] ?? {}) as { repository?: unknown }
  return {
    specversion: given['specversion'] ?? '1.0',
    id,
    ...kept,
    time,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(textOf(given['type'])),
    correlationid: given['correlationid'] ?? id,
    partitionkey:
      given['partitionkey'] ?? (typeof repository === 'string' && repository !== '' ? repository : given['subject']),
    data: given['data'],
  }
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:\s*;.*)?$/i

/** Data may come as text in base 64; it is JSON all the same, or nothing that the log could hold. */
const withData = (given: Record<string, unknown>): Record<string, unknown> => {
  const type = given['datacontenttype']
  if (type !== undefined && !(typeof type === 'string' && JSON_TYPE.test(type)))
    throw new UnreadableError('datacontenttype is not JSON')
  const encoded = given['data_base64']
  if (encoded === undefined) return given
  if (typeof encoded !== 'string' || given['data'] !== undefined)
    throw new UnreadableError('data_base64 is no text, or stands beside data')
  return { ...given, data: parse(Buffer.from(encoded, 'base64').toString('utf8')) }
}

const idOf = (given: Record<string, unknown>, time: unknown, now: Date): unknown => {
  const { id } = given
  if (id === undefined) return newId(now.getTime())
  if (typeof id !== 'string' || id === '' || isUuid(id.toLowerCase()))
    return typeof id === 'string' ? id.toLowerCase() : id
  // The same source and id are the same event, whenever it comes: the time must not move it.
  const timeMs = given['time'] === undefined ? 0 : Date.parse(textOf(time))
  return deriveId(Number.isNaN(timeMs) ? 0 : timeMs, `${textOf(given['source'])}|${id}`)
}

/** NOTE: not String(): an object that brings a `toString` of its own cannot be made a text. What is no text is refused later. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
