import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** One file of a log. */
export interface Segment {
  readonly path: string
  /** Position of its first line. */
  readonly first: number
  /** Position of its last line; undefined while it is still written. */
  readonly last: number | undefined
}

const CLOSED = /^(\d{12,16})-(\d{12,16})\.jsonl(\.gz)?$/
const OPEN = /^(\d{12,16})\.jsonl$/

/** File name of a closed segment; the names sort as the positions do. */
export const closedName = (first: number, last: number): string => `${padded(first)}-${padded(last)}.jsonl.gz`

/** File name of the open segment. */
export const openName = (first: number): string => `${padded(first)}.jsonl`

/**
 * The segments of a folder in the order of the log, or the one file that `path` names. An open segment that a closed one
 * covers is left out: the process died between the rename and the removal.
 */
export const listSegments = async (path: string): Promise<readonly Segment[]> => {
  if ((await stat(path)).isFile()) return [segmentOf(path) ?? { path, first: 1, last: undefined }]
  const all = (await readdir(path))
    .map((name) => segmentOf(join(path, name)))
    .filter((segment) => segment !== undefined)
    .sort((one, other) => one.first - other.first || Number(one.last === undefined) - Number(other.last === undefined))
  return all.filter((one) => one.last !== undefined || !all.some(({ first, last }) => last && first === one.first))
}

const segmentOf = (path: string): Segment | undefined => {
  const name = basename(path)
  const closed = CLOSED.exec(name)
  if (closed) return { path, first: Number(closed[1]), last: Number(closed[2]) }
  const open = OPEN.exec(name)
  return open ? { path, first: Number(open[1]), last: undefined } : undefined
}

const padded = (position: number): string => String(position).padStart(12, '0')
