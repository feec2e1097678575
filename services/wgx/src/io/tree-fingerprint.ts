import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** The same for the same files, links and modes, whatever commit they come from. Follows no link. */
export const treeFingerprint = async (folder: string): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    const full = join(folder, path)
    const found = await lstat(full)
    const kind = found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'folder' : 'file'
    const executable = kind === 'file' && (found.mode & 0o100) !== 0
    // The length before each part keeps apart what would read the same when joined.
    hash.update(JSON.stringify([path, kind, executable, kind === 'file' ? found.size : 0]))
    if (kind === 'link') hash.update(JSON.stringify(await readlink(full)))
    if (kind === 'file') for await (const chunk of createReadStream(full)) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}
