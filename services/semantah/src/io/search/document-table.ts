import type { DatabaseSync } from 'node:sqlite'
import type { Filter } from './document.js'

/** What a document can be narrowed by, and how many words it has. */
export interface Row {
  readonly id: number
  readonly kind: string
  readonly repository: string
  /** Unix milliseconds. */
  readonly at: number
  /** Words in all its texts. */
  readonly length: number
}

const FIRST_ROOM = 1024

/** Of every document what a search by words asks of all that it meets: 21 bytes each, by the document's number. */
export class DocumentTable {
  private readonly names: string[] = []
  private readonly numbers = new Map<string, number>()
  private columns = columnsOf(FIRST_ROOM)
  private documents = 0
  private words = 0

  constructor(private readonly db: DatabaseSync) {
    this.load()
  }

  /** How many documents there are. */
  get count(): number {
    return this.documents
  }

  /** Words of a document on average. */
  get meanLength(): number {
    return this.words / this.documents
  }

  /** Words of each document, by its number. */
  get lengths(): Uint32Array {
    return this.columns.length
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return Object.values(this.columns).reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** Takes a document in, or in the place of what it was. */
  put({ id, kind, repository, at, length }: Row): void {
    if (id >= this.columns.length.length) this.grow(id)
    const { columns } = this
    if (columns.there[id] === 0) this.documents++
    this.words += length - columns.length[id]!
    columns.there[id] = 1
    columns.length[id] = length
    columns.kind[id] = this.numberOf(kind)
    columns.repository[id] = this.numberOf(repository)
    columns.at[id] = at
  }

  /** Whether a filter lets a document through; `except` is left to whoever knows its number. Undefined: all of them. */
  allowing({ kind, repository, since, until }: Filter): ((id: number) => boolean) | undefined {
    const { columns } = this
    // A name that no document has is the number of none.
    const wanted = (name: string | undefined): number | undefined =>
      name === undefined ? undefined : (this.numbers.get(name) ?? -1)
    const [ofKind, ofRepository] = [wanted(kind), wanted(repository)]
    if ([ofKind, ofRepository, since, until].every((one) => one === undefined)) return undefined
    return (id) =>
      (ofKind === undefined || columns.kind[id] === ofKind) &&
      (ofRepository === undefined || columns.repository[id] === ofRepository) &&
      (since === undefined || columns.at[id]! >= since) &&
      (until === undefined || columns.at[id]! < until)
  }

  /** Reads all anew, as after a write that was undone. */
  load(): void {
    this.columns = columnsOf(FIRST_ROOM)
    ;[this.documents, this.words] = [0, 0]
    const rows = this.db
      .prepare('select id, kind, repository, at, sz from document join words_docsize using (id)')
      .iterate() as Iterable<Omit<Row, 'length'> & { sz: Uint8Array }>
    for (const { sz, ...row } of rows) this.put({ ...row, length: sumOf(sz) })
  }

  private numberOf(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) this.numbers.set(name, (number = this.names.push(name) - 1))
    return number
  }

  private grow(id: number): void {
    const before = this.columns
    this.columns = columnsOf(Math.ceil((id + 1) * 1.5))
    for (const name of Object.keys(before) as (keyof typeof before)[]) this.columns[name].set(before[name])
  }
}

const columnsOf = (rows: number) => ({
  there: new Uint8Array(rows),
  length: new Uint32Array(rows),
  kind: new Uint32Array(rows),
  repository: new Uint32Array(rows),
  at: new Float64Array(rows),
})

/** The words of all columns: FTS5 keeps a number for each, in groups of seven bits, the highest first. */
const sumOf = (sizes: Uint8Array): number => {
  let [sum, number] = [0, 0]
  for (const byte of sizes) {
    number = number * 128 + (byte & 127)
    if (byte < 128) [sum, number] = [sum + number, 0]
  }
  return sum
}
