import type { EventType } from './event.js'
import { schemas } from './generated/schemas.js'

/** The JetStream stream that carries the log. */
export const STREAM = 'HEIMGEWEBE'

/** Partitions of the NATS subject space: `heimgewebe.<type>.<00…15>`. */
export const PARTITIONS = 16

/** All event types, sorted. */
export const eventTypes = Object.keys(schemas).sort() as EventType[]

/** Whether a contract exists for this name. */
export const isEventType = (name: string): name is EventType => Object.hasOwn(schemas, name)

/** The `$id` of the schema of a type's data. */
export const dataSchemaOf = (type: string): string => `https://heimgewebe.dev/contracts/${type}`

/** The NATS subject that carries an event: partition from FNV-1a of the partition key. */
export const natsSubjectOf = (type: string, partitionkey: string): string =>
  `heimgewebe.${type}.${String(fnv1a(partitionkey) % PARTITIONS).padStart(2, '0')}`

/** The NATS subjects, as a pattern, that carry all events of a type. */
export const natsSubjectsOf = (type: string): string => `heimgewebe.${type}.*`

/** The event type that a NATS subject carries: `heimgewebe.<type>.<partition>`. */
export const typeOfSubject = (subject: string): string => subject.slice('heimgewebe.'.length, subject.lastIndexOf('.'))

/** Services that people speak through: the door over HTTP, and the page. */
const VOICES = ['chronik', 'leitstand']

/**
 * Whether a command from this source counts: that of a person or tool, or of the services whose office it is. chronik sees to
 * it that the source is the account or token of whoever appended the event; so a service whose key is in foreign hands
 * can lie about what it saw, and command nobody.
 */
export const mayOrder = (source: string, ...office: readonly string[]): boolean => {
  const service = /^heimgewebe\/(.*)$/s.exec(source)?.[1]
  return service === undefined || VOICES.includes(service) || office.includes(service)
}

const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
