import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFolder } from './source-folder.js'

const FILES = ['HEAD', 'packed-refs', 'shallow', 'reftable/tables.list'] as const
const FOLDERS = ['refs/heads', 'refs/tags', 'refs/remotes/origin'] as const
/** A change this young may be followed by one with the same time stamp, so it is looked at once more. */
const YOUNG_MS = 1000

/**
 * Tells whether the refs of a folder may have changed, by the times of a few files and folders alone. Git replaces a ref
 * by renaming a lock file, which touches the folder around it; so folders of refs are looked at and not the refs.
 */
export class SourceWatcher {
  private seen: string | undefined
  private readonly children = new Map<string, { readonly mtimeMs: number; readonly folders: readonly string[] }>()

  constructor(private readonly source: SourceFolder) {}

  /** True at the first call, after a change, and once more when the change was too young to trust. */
  async changed(now: number): Promise<boolean> {
    const times: string[] = []
    let newest = 0
    const add = (name: string, mtimeMs: number): void => {
      times.push(`${name} ${mtimeMs}`)
      newest = Math.max(newest, mtimeMs)
    }
    for (const name of FILES) {
      const found = await stat(join(name === 'HEAD' ? this.source.gitDir : this.source.commonDir, name)).catch(
        () => undefined,
      )
      if (found) add(name, found.mtimeMs)
    }
    for (const name of FOLDERS) await this.walk(join(this.source.commonDir, name), add)
    const state = times.join('\n')
    const same = state === this.seen
    this.seen = Math.abs(now - newest) < YOUNG_MS ? undefined : state
    return !same
  }

  private async walk(folder: string, add: (name: string, mtimeMs: number) => void): Promise<void> {
    const found = await stat(folder).catch(() => undefined)
    if (!found?.isDirectory()) return void this.children.delete(folder)
    add(folder, found.mtimeMs)
    let known = this.children.get(folder)
    if (known?.mtimeMs !== found.mtimeMs || Date.now() - found.mtimeMs < YOUNG_MS) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      known = {
        mtimeMs: found.mtimeMs,
        folders: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
      }
      this.children.set(folder, known)
    }
    for (const name of known.folders) await this.walk(join(folder, name), add)
  }
}
