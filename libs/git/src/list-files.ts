import { runGit, startGit } from './git-process.js'
import { checkedPath, checkedSha } from './names.js'

/** A file of a commit. */
export interface TreeFile {
  readonly path: string
  /** Object that holds its content. */
  readonly blob: string
  /** Bytes. */
  readonly size: number
}

const MAX_LISTING = 256 * 1024 * 1024

/** The regular files of a commit; links and submodules are left out. */
export const listFiles = async (mirror: string, sha: string): Promise<TreeFile[]> => {
  const output = await runGit('ls-tree', ['-r', '-z', '-l', `${checkedSha(sha)}^{tree}`], {
    gitDir: mirror,
    maxBytes: MAX_LISTING,
  })
  return output.toString('utf8').split('\0').flatMap(readEntry)
}

const ENTRY = /^(100644|100755) blob ([0-9a-f]{40,64}) +(\d+)\t(.+)$/s

const readEntry = (line: string): TreeFile[] => {
  const [, , blob, size, path] = ENTRY.exec(line) ?? []
  return blob === undefined || path === undefined ? [] : [{ path, blob, size: Number(size) }]
}

/** The contents of objects, in the order that was asked for; nothing for one that is not there. */
export async function* readBlobs(
  mirror: string,
  blobs: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<Buffer | undefined> {
  if (blobs.length === 0) return
  const git = startGit('cat-file', ['--batch', '--buffer'], {
    gitDir: mirror,
    input: blobs.map((blob) => `${checkedSha(blob)}\n`).join(''),
    timeoutMs: 600_000,
    ...(signal ? { signal } : {}),
  })
  const reader = new Reader(git.stdout)
  try {
    for (let read = 0; read < blobs.length; read++) {
      const head = await reader.line()
      const size = /^[0-9a-f]{40,64} blob (\d+)$/.exec(head)?.[1]
      if (size === undefined) {
        yield undefined
        continue
      }
      const content = await reader.bytes(Number(size) + 1)
      yield content.subarray(0, -1)
    }
    await git.done
  } finally {
    git.kill()
  }
}

/**
 * The contents of files at commits, in the order that was asked for; nothing for one that is not there, is no file, or is
 * larger than `maxBytes`. A path with a newline cannot be asked for.
 */
export const readFiles = async (
  mirror: string,
  files: readonly { readonly sha: string; readonly path: string }[],
  maxBytes: number,
  signal?: AbortSignal,
): Promise<(Buffer | undefined)[]> => {
  if (files.length === 0) return []
  const names = files.map(({ sha, path }) => `${checkedSha(sha)}:${checkedPath(path)}`)
  const found = await runGit('cat-file', ['--batch-check=%(objecttype) %(objectname) %(objectsize)'], {
    gitDir: mirror,
    // NOTE: a line that names nothing keeps the answers in their order.
    input: names.map((name) => `${name.includes('\n') ? '-' : name}\n`).join(''),
    ...(signal ? { signal } : {}),
  })
  const blobs = found
    .toString('utf8')
    .split('\n')
    .map((line) => /^blob ([0-9a-f]{40,64}) (\d+)$/.exec(line))
    .map((entry) => (entry && Number(entry[2]) <= maxBytes ? entry[1]! : undefined))
  const contents = readBlobs(
    mirror,
    blobs.filter((blob) => blob !== undefined),
    signal,
  )
  const read: (Buffer | undefined)[] = []
  for (const at of files.keys())
    read.push(blobs[at] === undefined ? undefined : ((await contents.next()).value ?? undefined))
  await contents.return(undefined)
  return read
}

/** Reads a stream by lines and by counted bytes. */
class Reader {
  private readonly chunks: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]()
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.rest.indexOf(0x0a)
      if (end >= 0) return (await this.bytes(end + 1)).subarray(0, -1).toString('latin1')
      if (!(await this.more())) return ''
    }
  }

  async bytes(count: number): Promise<Buffer> {
    const parts: Buffer[] = [this.rest]
    let size = this.rest.length
    while (size < count) {
      const { value, done } = await this.chunks.next()
      if (done) break
      parts.push(value)
      size += value.length
    }
    const all = Buffer.concat(parts)
    this.rest = all.subarray(count)
    return all.subarray(0, count)
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.chunks.next()
    if (!done) this.rest = Buffer.concat([this.rest, value])
    return !done
  }
}
