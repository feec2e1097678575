import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeWhole } from './write-whole.js'

/** When a token was used is kept to this coarseness, in milliseconds: who leaked is worth knowing, who works when is not. */
const COARSE_MS = 3_600_000

/** Tokens are named here by a part of their digest: a name may be given anew, and the whole digest is not needed. */
const keyOf = (sha256: string): string => sha256.slice(0, 16)

const folderOf = (tokens: string): string => join(dirname(tokens), 'used')

/** The last use of each token as one service saw it, to the hour. Each service writes a file of its own, so none waits. */
export class UseJournal {
  private readonly seen = new Map<string, number>()
  private writing: Promise<void> = Promise.resolve()

  constructor(
    private readonly tokens: string,
    private readonly service: string,
  ) {}

  /** Notes a use. Writes once an hour and token; a write that fails costs the note, not the request. */
  note(sha256: string, now: Date): void {
    const hour = Math.floor(now.getTime() / COARSE_MS) * COARSE_MS
    if (this.seen.get(keyOf(sha256)) === hour) return
    this.seen.set(keyOf(sha256), hour)
    this.writing = this.writing.then(() => this.write()).catch(() => undefined)
  }

  /** Resolves when what was noted is on disk. */
  written(): Promise<void> {
    return this.writing
  }

  private async write(): Promise<void> {
    const path = join(folderOf(this.tokens), `${this.service}.json`)
    const before = await readOne(path)
    const after = { ...before, ...Object.fromEntries([...this.seen].map(([key, ms]) => [key, iso(ms)])) }
    await writeWhole(path, `${JSON.stringify(after)}\n`)
  }
}

/** Last use of a token, over all services; undefined where there was none. */
export const readUse = async (tokens: string): Promise<(sha256: string) => string | undefined> => {
  const folder = folderOf(tokens)
  const names = await readdir(folder).catch(() => [])
  const all = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readOne(join(folder, name))),
  )
  return (sha256) =>
    all
      .flatMap((one) => one[keyOf(sha256)] ?? [])
      .sort()
      .at(-1)
}

const iso = (ms: number): string => new Date(ms).toISOString()

const readOne = async (path: string): Promise<Record<string, string>> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>
  } catch {
    return {}
  }
}
