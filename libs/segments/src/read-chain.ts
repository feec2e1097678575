import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import { type ChainProblem, ChainVerifier } from './chain-verifier.js'
import type { ChainLine } from './line.js'
import { type Segment, listSegments } from './names.js'
import { linesOf } from './read-lines.js'

/** What a log in files is. */
export interface ChainReport {
  /** Position of the last line that is right. */
  readonly position: number
  /** Hash of that line. */
  readonly hash: string
  readonly files: number
  /** True when the open segment ends in half a line: chronik is writing, or died; it cuts it at its next start. */
  readonly torn: boolean
  readonly problem: ChainProblem | undefined
}

/**
 * Reads a log from a folder of segments, or from one file, and checks every line. Lines reach `each` in order while all is
 * right; after a problem none does. Throws only where the folder itself cannot be read.
 */
export const readChain = async (
  path: string,
  each?: (line: ChainLine) => Promise<void> | undefined,
): Promise<ChainReport> => {
  const verifier = new ChainVerifier()
  let segments = await listSegments(path)
  let torn = false
  for (let at = 0; at < segments.length; at++) {
    segments = await listedAnew(path, segments, at)
    const segment = segments[at]!
    const file = basename(segment.path)
    let lines = 0
    const source = linesOf(segment.path)
    for (;;) {
      const step = await source.next().catch((error: unknown) => {
        verifier.unreadable(file, lines, error instanceof Error ? error.message : String(error))
        return undefined
      })
      if (step === undefined || step.done) break
      const { number, text, whole } = step.value
      lines = number
      torn = !whole && segment.last === undefined && segment === segments.at(-1)
      if (torn) break
      const line = verifier.take(file, number, text)
      if (line) await each?.(line)
    }
    if (segment.last !== undefined) verifier.endOfFile(file, lines, segment.last)
  }
  const { position, hash, problem } = verifier
  return { position, hash, files: segments.length, torn, problem }
}

/** The segments, listed again where the open one that comes next was packed meanwhile: its lines are in another file now. */
const listedAnew = async (path: string, segments: readonly Segment[], at: number): Promise<readonly Segment[]> => {
  const { path: next, first, last } = segments[at]!
  if (last !== undefined || (await isThere(next))) return segments
  const now = await listSegments(path)
  return now[at]?.first === first ? now : segments
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
