import type { EventData } from '@heimgewebe/contracts'
import type { LinkDraft } from './links.js'
import { functionOf } from './subjects.js'

/** A symbol of a file, where it stood when the code was read last. */
export interface KnownSymbol {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** The symbols of files by path, innermost ones under changed lines found by `touched`. */
export type TouchedSymbols = (
  path: string,
  ranges: readonly { from: number; count: number }[],
) => readonly KnownSymbol[]

type File = EventData['change.recorded.v1']['files'][number]

/** Lines are compared with the code as it was read last, which may be some commits older or newer. */
const BY_LINES = 0.8

/** The functions and other symbols whose lines a change changed. */
export const linkSymbols = (
  links: LinkDraft,
  repository: string,
  change: string,
  files: readonly File[],
  touched: TouchedSymbols = () => [],
): void => {
  for (const { hunks, old_path: oldPath, path } of files) {
    const ranges = (hunks ?? []).map(([from, count]) => ({ from: Number(from), count: Number(count) }))
    for (const { name } of touched(oldPath ?? path, ranges))
      links.relate('alters', change, links.named('function', functionOf(repository, path, name), name), BY_LINES)
  }
}
