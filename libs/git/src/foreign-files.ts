import { lstat } from 'node:fs/promises'

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
