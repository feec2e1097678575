import type { MeshEvent } from '@heimgewebe/contracts'
import { shorten } from './format.js'
import { harmless } from './terminal.js'

/** Fields of an event's data that say most about it, best first. */
const TELLING = [
  'title',
  'text',
  'reason',
  'message',
  'name',
  'outcome',
  'verdict',
  'location',
  'ref',
  'tag',
  'repository',
]

/** An event as one line: position, time, type, subject and what its data say first. */
export const describeEvent = ({ position, time, type, subject, data }: MeshEvent, width: number): string => {
  const fields = data as unknown as Readonly<Record<string, unknown>>
  const telling = TELLING.map((name) => fields[name]).find((value) => typeof value === 'string')
  const start = `${String(position).padStart(7)}  ${time.slice(0, 19)}Z  ${type.padEnd(24)} ${harmless(subject)}`
  return shorten(telling === undefined ? start : `${start}  ${harmless(telling as string)}`, width)
}
