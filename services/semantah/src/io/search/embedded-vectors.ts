import type { DatabaseSync } from 'node:sqlite'
import type { Filter, Hit } from './document.js'
import { inTransaction } from './search-file.js'
import { checkLength, type Point, type Space, type VectorStore } from './vector-store.js'
import { VectorTable } from './vector-table.js'

/**
 * Vectors in the file of the search, in full, and in memory, shortened, to be compared (ADR 0024). A space is read into
 * memory when it is first asked for.
 */
export class EmbeddedVectors implements VectorStore {
  private readonly tables = new Map<string, VectorTable>()

  constructor(private readonly db: DatabaseSync) {}

  async put(space: Space, points: readonly Point[]): Promise<void> {
    for (const { subject, vector } of points) checkLength(space, subject, vector)
    const table = this.tableOf(space)
    const insert = this.db.prepare(
      `insert or replace into vector (provider, dimension, subject, kind, repository, at, numbers)
       values (?, ?, ?, ?, ?, ?, ?)`,
    )
    inTransaction(this.db, () => {
      for (const { subject, kind, repository, at, vector } of points)
        insert.run(space.provider, space.dimension, subject, kind, repository, at, toBlob(vector))
    })
    for (const point of points) table.put(point)
  }

  async near(space: Space, vector: Float32Array, filter: Filter, limit: number): Promise<Hit[]> {
    checkLength(space, 'the question', vector)
    return this.tableOf(space).near(vector, filter, limit)
  }

  async vectorsOf({ provider, dimension }: Space, subjects: readonly string[]): Promise<Map<string, Float32Array>> {
    const one = this.db.prepare('select numbers from vector where provider = ? and dimension = ? and subject = ?')
    const found = new Map<string, Float32Array>()
    for (const subject of subjects) {
      const row = one.get(provider, dimension, subject) as { numbers: Uint8Array } | undefined
      if (row) found.set(subject, fromBlob(row.numbers))
    }
    return found
  }

  async count(space: Space): Promise<number> {
    return this.tableOf(space).count
  }

  async drop({ provider, dimension }: Space): Promise<void> {
    this.db.prepare('delete from vector where provider = ? and dimension = ?').run(provider, dimension)
    this.tables.delete(keyOf({ provider, dimension }))
  }

  async check(): Promise<void> {
    this.db.prepare('select 1').get()
  }

  private tableOf(space: Space): VectorTable {
    const known = this.tables.get(keyOf(space))
    if (known) return known
    const table = new VectorTable(space.dimension)
    const rows = this.db
      .prepare(
        `select subject, kind, repository, at, numbers from vector where provider = ? and dimension = ? order by subject`,
      )
      .iterate(space.provider, space.dimension)
    for (const row of rows as Iterable<Omit<Point, 'vector'> & { numbers: Uint8Array }>)
      table.put({ ...row, vector: fromBlob(row.numbers) })
    this.tables.set(keyOf(space), table)
    return table
  }
}

const keyOf = ({ provider, dimension }: Space): string => `${dimension}/${provider}`

const toBlob = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)

/** A copy: the bytes that SQLite hands out need not begin where a number may. */
const fromBlob = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer)
