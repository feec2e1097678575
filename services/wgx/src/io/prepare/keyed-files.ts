import { pathsMatching } from '@heimgewebe/decider'
import { type TreeFile, listFiles, readBlobs } from '@heimgewebe/git'
import { Injectable } from '@nestjs/common'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CheckoutStore } from '../checkout-store.js'

const MOST_FILES = 2000
const MOST_BYTES = 64 * 2 ** 20

/** The files of a commit that a step reads. Links are none of them: they would say something of files that are not. */
@Injectable()
export class KeyedFiles {
  constructor(private readonly checkouts: CheckoutStore) {}

  /** Those that one of the globs names, in the order of their paths. Rejects where there are too many. */
  async of(repository: string, sha: string, globs: readonly string[]): Promise<TreeFile[]> {
    const files = await listFiles(this.checkouts.mirrorOf(repository), sha)
    const wanted = new Set(
      pathsMatching(
        files.map(({ path }) => path),
        globs,
      ),
    )
    const found = files.filter(({ path }) => wanted.has(path)).sort((a, b) => (a.path < b.path ? -1 : 1))
    // NOTE: git shows such a name of a tree that somebody made by hand, though it would not check it out.
    const bad = found.find(({ path }) => path.split('/').some((part) => ['', '.', '..', '.git'].includes(part)))
    if (bad !== undefined) throw new Error(`${JSON.stringify(bad.path)} is no path of a file`)
    const bytes = found.reduce((sum, { size }) => sum + size, 0)
    if (found.length > MOST_FILES || bytes > MOST_BYTES)
      throw new Error(
        `its keyed_by names ${found.length} files of ${bytes} bytes: ${MOST_FILES} of ${MOST_BYTES} are allowed`,
      )
    return found
  }

  /** Writes them into an empty folder. */
  async writeTo(folder: string, repository: string, files: readonly TreeFile[], signal: AbortSignal): Promise<void> {
    const contents = readBlobs(
      this.checkouts.mirrorOf(repository),
      files.map(({ blob }) => blob),
      signal,
    )
    for (const { path } of files) {
      const { value } = await contents.next()
      if (!(value instanceof Buffer)) throw new Error(`${path} could not be read`)
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), value, { mode: 0o644 })
    }
    await contents.return(undefined)
  }
}
