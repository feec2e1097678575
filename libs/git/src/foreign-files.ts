import { chown, lstat, open, stat } from 'node:fs/promises'
import { GitError } from './errors.js'

/** Refuses what is not a folder of its own: a link would lead what is written out of the repository. */
export const refuseLink = async (folder: string): Promise<void> => {
  if (!(await isFolder(folder))) throw new GitError('refused', `${folder} is not a folder of its own`)
}

/** Whether there is a folder, not a link to one. */
export const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

/** Whether there is anything of this name. */
export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** Makes the owner of a folder the owner of what was put into it, where this process may do so. */
export const giveTo = async (folder: string, path: string): Promise<void> => {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(folder)
  await chown(path, uid, gid)
}

/** Waits until the content of a file, or the names in a folder, are on disk. */
export const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
