import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const NAME = /^(\d+)(-(\d+))?\.jsonl(\.gz)?$/
const HASH_TAIL = /,"hash":"([0-9a-f]{64})"\}$/

/**
 * Reads the portable log as its description says, with a reader of its own: lines in order, each hash over the hash before
 * and the line up to its own hash. Throws at the first thing that is wrong.
 */
export const readSegments = async (folder: string): Promise<{ lines: number; bodies: string[] }> => {
  const files = readdirSync(folder)
    .flatMap((name) => {
      const parts = NAME.exec(name)
      return parts
        ? [{ name, first: Number(parts[1]), last: parts[3] === undefined ? undefined : Number(parts[3]) }]
        : []
    })
    .sort((a, b) => a.first - b.first || (a.last ?? Infinity) - (b.last ?? Infinity))
  const closed = new Set(files.filter((file) => file.last !== undefined).map((file) => file.first))
  const bodies: string[] = []
  let previous = '0'.repeat(64)
  for (const { name, first, last } of files) {
    // A packed segment stands for the open one of the same beginning.
    if (last === undefined && closed.has(first)) continue
    if (first !== bodies.length + 1) throw new Error(`${name} begins at ${first}, after ${bodies.length} lines`)
    const bytes = readFileSync(join(folder, name))
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    const lines = text.split('\n')
    // Half a line at the end of the open file is one that is being written.
    const whole = lines.slice(0, -1)
    if (last !== undefined && lines.at(-1) !== '') throw new Error(`${name} ends within a line`)
    for (const line of whole) previous = take(name, line, previous, bodies)
    if (last !== undefined && bodies.length !== last) throw new Error(`${name} ends at ${bodies.length}`)
  }
  return { lines: bodies.length, bodies }
}

const take = (file: string, line: string, previous: string, bodies: string[]): string => {
  const where = `${file}, line for position ${bodies.length + 1}`
  const found = HASH_TAIL.exec(line)
  if (!found) throw new Error(`${where} has no hash`)
  const content = line.slice(0, found.index)
  const digest = createHash('sha256').update(previous).update(content).digest('hex')
  const event = JSON.parse(line) as { position: number; previous: string; id: string }
  if (event.position !== bodies.length + 1) throw new Error(`${where} says position ${event.position}`)
  if (event.previous !== previous) throw new Error(`${where} names another line before it`)
  if (digest !== found[1]) throw new Error(`${where} does not give its hash`)
  bodies.push(content)
  return digest
}
