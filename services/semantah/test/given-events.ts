import type { EventData, EventType, MeshEvent } from '@heimgewebe/contracts'
import type { Links } from '../src/decisions/links.js'

export const repository = 'acme/shop'
export const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]
export const ada = { name: 'Ada', email: 'Ada@Example.org' }
/** An event of the log. */
export const event = <T extends EventType>(type: T, subject: string, data: EventData[T]): MeshEvent<T> => ({
  specversion: '1.0',
  id: '00000000-0000-7000-8000-000000000001',
  source: 'test',
  type,
  subject,
  time: '2026-03-01T10:00:00Z',
  dataschema: '',
  datacontenttype: 'application/json',
  correlationid: '00000000-0000-7000-8000-000000000001',
  partitionkey: repository,
  position: 1,
  streamversion: 1,
  data,
})
/** The relations as sentences, with the confidence where it is not certain. */
export const sentences = ({ relations }: Links): string[] =>
  relations.map(
    ({ from, type, to, confidence }) => `${from} ${type} ${to}${confidence === 1 ? '' : ` (${confidence})`}`,
  )
/** The nodes, each as kind, id and state. */
export const nodes = (links: Links): string[] =>
  links.nodes.map(({ id, kind, state }) => `${kind} ${id} ${state}`.trim())
