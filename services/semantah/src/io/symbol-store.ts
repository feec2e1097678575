import { Injectable } from '@nestjs/common'
import { type CodeSymbol, type LineRange, touchedSymbols } from '@heimgewebe/code'
import type { EventData } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import type { Tables } from './tables.js'

type Indexed = EventData['code.indexed.v1']

/** Finds the symbols under changed lines of a file. */
export type FindTouched = (path: string, ranges: readonly LineRange[]) => readonly CodeSymbol[]

/** Where the symbols of each file stood when the code was read last. */
@Injectable()
export class SymbolStore {
  /** Repositories of which no code is known: an import of a long history asks for each of its changes. */
  private readonly unknown = new Set<string>()

  /** Keeps what an event says of the files that it names. */
  async keep({ files, removed, repository }: Indexed, delivery: Delivery<Tables>): Promise<void> {
    this.unknown.delete(repository)
    delivery.onRollback(this, () => this.unknown.clear())
    for (const { path, symbols } of files)
      await delivery.db
        .insertInto('code_symbols')
        .values({ repository, path, symbols: JSON.stringify(symbols) })
        .onConflict((conflict) =>
          conflict.columns(['repository', 'path']).doUpdateSet({ symbols: JSON.stringify(symbols) }),
        )
        .execute()
    if (removed?.length)
      await delivery.db
        .deleteFrom('code_symbols')
        .where('repository', '=', repository)
        .where('path', 'in', removed)
        .execute()
  }

  /** A finder for these files of a repository; one that finds nothing where no code is known. */
  async finderOf(repository: string, paths: readonly string[], { db }: Delivery<Tables>): Promise<FindTouched> {
    if (paths.length === 0 || this.unknown.has(repository)) return () => []
    const rows = await db
      .selectFrom('code_symbols')
      .select(['path', 'symbols'])
      .where('repository', '=', repository)
      .where('path', 'in', [...paths])
      .execute()
    if (rows.length === 0 && !(await this.isKnown(repository, db))) this.unknown.add(repository)
    const symbols = new Map(rows.map((row) => [row.path, row.symbols as CodeSymbol[]]))
    return (path, ranges) => touchedSymbols(symbols.get(path) ?? [], ranges)
  }

  /** Forgets what is in memory, as after the tables were emptied. */
  forget(): void {
    this.unknown.clear()
  }

  private async isKnown(repository: string, db: Delivery<Tables>['db']): Promise<boolean> {
    const row = await db
      .selectFrom('code_symbols')
      .select('path')
      .where('repository', '=', repository)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }
}

/** Paths of files as they were before a change. */
export const oldPaths = (files: readonly { readonly path: string; readonly old_path?: string }[]): string[] =>
  files.map(({ old_path: oldPath, path }) => oldPath ?? path)
