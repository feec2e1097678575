import { randomBytes } from 'node:crypto'

/** An event as a writer sends it: a CloudEvent, written out here and not taken from the product. */
export interface SentEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: 'pr.closed.v1'
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: string
  readonly correlationid: string
  readonly partitionkey: string
  readonly data: { repository: string; number: number; title: string; closed_at: string }
}

/** A new id: UUID v7. */
export const newId = (now = Date.now()): string => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** An event about a change of a writer; the title says what the consumers are to do with it. */
export const newEvent = (source: string, subject: string, title: string): SentEvent => {
  const id = newId()
  const time = new Date().toISOString()
  return {
    specversion: '1.0',
    id,
    source,
    type: 'pr.closed.v1',
    subject,
    time,
    datacontenttype: 'application/json',
    dataschema: 'https://heimgewebe.dev/contracts/pr.closed.v1',
    correlationid: id,
    partitionkey: subject,
    data: { repository: 'acme/shop', number: 1, title, closed_at: time },
  }
}
