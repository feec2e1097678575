import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { closedName, linesOf, listSegments, parseLine, type Segment } from '@heimgewebe/segments'
import { EXIT, Failure } from '../failure.js'

const PRIVATE = 0o600

/**
 * Copies segments up to a position: into one file where `out` ends in .jsonl or .jsonl.gz, else into a folder, packed and
 * named by position, so that the end of the copy is known too. Writes over nothing.
 */
export const copyLog = async (from: string, out: string, last: number): Promise<void> => {
  const segments = await listSegments(from)
  if (/\.jsonl(\.gz)?$/.test(out)) {
    if (await stat(out).catch(() => undefined)) throw new Failure(`${out} exists`, EXIT.usage)
    await writeLines(segments, out, last)
    return
  }
  await mkdir(out, { recursive: true, mode: 0o700 })
  if ((await readdir(out)).length > 0) throw new Failure(`${out} is not empty`, EXIT.usage)
  for (const segment of segments) {
    if (segment.last !== undefined) await copyFile(segment.path, join(out, basename(segment.path)))
    else if (segment.first <= last) await writeLines([segment], join(out, closedName(segment.first, last)), last)
  }
}

const writeLines = async (segments: readonly Segment[], path: string, last: number): Promise<void> => {
  const target = createWriteStream(`${path}.tmp`, { mode: PRIVATE, flush: true })
  const lines = wholeLines(segments, last)
  if (path.endsWith('.gz')) await pipeline(lines, createGzip(), target)
  else await pipeline(lines, target)
  await rename(`${path}.tmp`, path)
}

/** Whole lines up to a position: chronik may be writing on. */
async function* wholeLines(segments: readonly Segment[], last: number): AsyncGenerator<string> {
  for (const { path } of segments)
    for await (const { text, whole } of linesOf(path)) {
      if (!whole || text === undefined || (parseLine(text)?.position ?? Infinity) > last) return
      yield `${text}\n`
    }
}
