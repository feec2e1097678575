import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** The same for the same files, links and modes, whatever commit they come from. Follows no link. */
export const treeFingerprint = async (folder: string): Promise<string> => {
  const hash = createHash('sha256')
  // NOTE: asked for names alone, Node follows links to folders: one to / would have it read the whole machine.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
  for (const path of paths.sort()) {
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
