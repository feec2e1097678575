import { lchown, lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes a user the owner of a folder and all that is in it. Follows no link; what is already given away is left. */
export const giveAway = async (folder: string, user: number): Promise<void> => {
  if ((await lstat(folder)).uid === user) return
  await lchown(folder, user, user)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveAway(path, user)
    else await lchown(path, user, user)
  }
}

/** Removes a folder and all that is in it. Follows no link. Fails where a part of it forbids that. */
export const removeTree = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 2 })
