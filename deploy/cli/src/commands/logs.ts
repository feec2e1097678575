import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** Options of `heimgewebe logs`. */
export interface LogOptions {
  /** Lines of each log to begin with. Default 20. */
  readonly lines: number
  /** Goes on with new lines until Ctrl-C. */
  readonly follow?: boolean
}

const POLL_MS = 300
/** Bytes of a log's end that are looked at for its last lines. */
const TAIL_BYTES = 256 * 1024

/** `heimgewebe logs [process]`: recent lines of all processes or of one, each with its name in front. */
export const logs = async (
  { terminal, settings, interrupted }: Context,
  process: string | undefined,
  options: LogOptions,
): Promise<number> => {
  const folder = join(settings.home, 'logs')
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith('.log'))
    .map((name) => name.slice(0, -4))
  const chosen = process === undefined ? names.sort() : names.filter((name) => name === process)
  if (chosen.length === 0)
    throw new Failure(
      process === undefined ? `there are no logs in ${folder} yet` : `there is no log of "${process}" in ${folder}`,
      EXIT.usage,
      names.length > 0 ? `Known: ${names.join(', ')}.` : 'Start the mesh with "heimgewebe up".',
    )
  const width = Math.max(...chosen.map((name) => name.length))
  const show = (name: string, line: string): void =>
    terminal.print(`${terminal.tint('dim', name.padEnd(width))}  ${harmless(line)}`)
  const tails = await Promise.all(chosen.map((name) => tailOf(join(folder, `${name}.log`), options.lines)))
  for (const [index, { lines }] of tails.entries()) for (const line of lines) show(chosen[index]!, line)
  const places = new Map(chosen.map((name, index) => [name, tails[index]!.size]))
  while (options.follow && !interrupted.aborted) {
    await sleep(POLL_MS, undefined, { signal: interrupted }).catch(() => undefined)
    for (const [name, place] of places)
      places.set(name, await readOn(join(folder, `${name}.log`), place, (line) => show(name, line)))
  }
  return EXIT.fine
}

const tailOf = async (path: string, count: number): Promise<{ lines: string[]; size: number }> => {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, TAIL_BYTES)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return { lines: buffer.toString('utf8').split('\n').filter(Boolean).slice(-count), size }
  } finally {
    await handle.close()
  }
}

/** Reads whole new lines and returns the new place; begins anew where the file was rotated. */
const readOn = async (path: string, place: number, show: (line: string) => void): Promise<number> => {
  const handle = await open(path, 'r').catch(() => undefined)
  if (handle === undefined) return place
  try {
    const { size } = await handle.stat()
    const from = size < place ? 0 : place
    const length = Math.min(size - from, TAIL_BYTES)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, from)
    const end = buffer.lastIndexOf(10) + 1
    for (const line of buffer.toString('utf8', 0, end).split('\n')) if (line !== '') show(line)
    return from + end
  } finally {
    await handle.close()
  }
}
