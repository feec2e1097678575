import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Files that are waited for at the same time: a file system brings many of them to disk at once. */
const AT_ONCE = 16

/** Waits until all below a folder of ours is on disk, names and contents: a cut of the power leaves none of it empty. */
export const syncFolder = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
  for (let at = 0; at < paths.length; at += AT_ONCE) await Promise.all(paths.slice(at, at + AT_ONCE).map(syncPath))
  await syncPath(folder)
}

/** Waits until a file's content, or the names in a folder, are on disk. */
export const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Writes a file and waits until its content is on disk. */
export const writeSynced = async (path: string, content: string | Buffer): Promise<void> => {
  const handle = await open(path, 'w')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
