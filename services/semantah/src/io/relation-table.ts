import type { Around, Moment } from './graph-store.js'
import type { RelationRow } from './stored-rows.js'

type Query = Omit<Around, 'keys'>
type Side = 'out' | 'in'

const FIRST_ROOM = 1024

/**
 * Relations in memory, ended ones too: a column for each of their fields and, for each node, two lists of the rows that
 * begin and end at it, newest first. About 80 bytes a relation and 8 a node.
 */
export class RelationTable {
  private size = 0
  private readonly types: string[] = []
  private columns = columnsOf(FIRST_ROOM)
  /** By the number of a node the newest row of its list, plus 1; 0 where it has none. */
  private readonly heads = { out: new Uint32Array(FIRST_ROOM), in: new Uint32Array(FIRST_ROOM) }

  get count(): number {
    return this.size
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return [...Object.values(this.columns), ...Object.values(this.heads)].reduce((sum, one) => sum + one.byteLength, 0)
  }

  /** Takes a relation in. Cheap where none of its nodes has a newer one. */
  add({ type, source, target, ...numbers }: RelationRow): void {
    const at = this.size++
    if (this.size > this.columns.at.length) this.grow()
    const { columns } = this
    const known = this.types.indexOf(type)
    columns.type[at] = known < 0 ? this.types.push(type) - 1 : known
    columns.source[at] = source
    columns.target[at] = target
    for (const name of NUMBERS) columns[name][at] = numbers[name]
    this.link('out', source, at)
    this.link('in', target, at)
  }

  /** Notes the end of a relation that it holds. */
  end({ source, position, n, until, ended }: RelationRow): void {
    const { columns } = this
    for (const at of this.list('out', source))
      if (columns.position[at] === position && columns.n[at] === n) {
        columns.until[at] = until
        columns.ended[at] = ended
        return
      }
  }

  /** Relations of a node, as `GraphStore.around` gives them. */
  around(key: number, { direction, types, moment, limit }: Query): RelationRow[] {
    const { columns } = this
    const wanted = types?.map((type) => this.types.indexOf(type))
    const found: number[] = []
    const rows = direction === 'both' ? this.merged(key) : this.list(direction, key)
    for (const at of rows) {
      if (found.length >= limit) break
      if (wanted && !wanted.includes(columns.type[at]!)) continue
      if (this.holds(at, moment)) found.push(at)
    }
    return found.map((at) => this.row(at))
  }

  private row(at: number): RelationRow {
    const { columns } = this
    return {
      type: this.types[columns.type[at]!]!,
      source: columns.source[at]!,
      target: columns.target[at]!,
      at: columns.at[at]!,
      until: columns.until[at]!,
      ended: columns.ended[at]!,
      confidence: columns.confidence[at]!,
      position: columns.position[at]!,
      n: columns.n[at]!,
      added: columns.added[at]!,
      deleted: columns.deleted[at]!,
    }
  }

  private holds(at: number, moment: Moment | undefined): boolean {
    const { columns } = this
    if (!moment) return columns.until[at] === 0
    const [from, to] = moment.axis === 'time' ? [columns.at, columns.until] : [columns.position, columns.ended]
    return from[at]! <= moment.at && (to[at] === 0 || to[at]! > moment.at)
  }

  private *list(side: Side, key: number): Generator<number> {
    const next = this.columns[side]
    for (let at = this.heads[side][key] ?? 0; at > 0; at = next[at - 1]!) yield at - 1
  }

  private *merged(key: number): Generator<number> {
    const [out, into] = [this.list('out', key), this.list('in', key)]
    let [one, other] = [out.next(), into.next()]
    while (!one.done || !other.done) {
      const takeOne = other.done || (!one.done && this.before(one.value, other.value))
      if (takeOne) {
        yield one.value!
        // A relation of a node with itself is in both lists, and is told once.
        if (one.value === other.value) other = into.next()
        one = out.next()
      } else {
        yield other.value!
        other = into.next()
      }
    }
  }

  /** Whether a row comes first: newest place in the log, then as the event tells them. */
  private before(one: number, other: number): boolean {
    const { n, position } = this.columns
    return position[one] !== position[other] ? position[one]! > position[other]! : n[one]! <= n[other]!
  }

  private link(side: Side, key: number, at: number): void {
    if (key >= this.heads[side].length) this.heads[side] = grown(this.heads[side], key + 1)
    const next = this.columns[side]
    let newer = 0
    let rest = this.heads[side][key]!
    while (rest > 0 && this.before(rest - 1, at)) [newer, rest] = [rest, next[rest - 1]!]
    next[at] = rest
    if (newer === 0) this.heads[side][key] = at + 1
    else next[newer - 1] = at + 1
  }

  private grow(): void {
    const before = this.columns
    this.columns = columnsOf(Math.ceil(this.size * 1.5))
    for (const name of Object.keys(before) as (keyof typeof before)[]) this.columns[name].set(before[name])
  }
}

const NUMBERS = ['at', 'until', 'ended', 'confidence', 'position', 'n', 'added', 'deleted'] as const

const columnsOf = (rows: number) => ({
  type: new Uint16Array(rows),
  source: new Uint32Array(rows),
  target: new Uint32Array(rows),
  at: new Float64Array(rows),
  until: new Float64Array(rows),
  ended: new Float64Array(rows),
  confidence: new Uint8Array(rows),
  position: new Float64Array(rows),
  n: new Uint32Array(rows),
  added: new Float64Array(rows),
  deleted: new Float64Array(rows),
  /** The next older row of the list of the source and of the target, plus 1; 0 for none. */
  out: new Uint32Array(rows),
  in: new Uint32Array(rows),
})

const grown = (array: Uint32Array, least: number): Uint32Array<ArrayBuffer> => {
  const copy = new Uint32Array(Math.ceil(least * 1.5))
  copy.set(array)
  return copy
}
