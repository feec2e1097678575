import { constants } from 'node:fs'
import { access, copyFile, lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFolder } from './source-folder.js'

const PACK = /^pack-[0-9a-f]{40,64}\.(pack|idx|rev|promisor)$/
const FAN_OUT = /^[0-9a-f]{2}$/
const LOOSE = /^[0-9a-f]{38,62}$/
/** Beyond this many loose objects git's own transfer is not slower. */
const MAX_LOOSE = 30_000

/**
 * Copies the object files of a folder into a new mirror, so that the fetch that follows has nothing to transfer: on a
 * repository of 34,000 commits 1.5 s instead of 17. Only object files, only regular ones, no link followed, nothing
 * shared with the source; no configuration of the source is read. The fetch checks that all is there and gets the rest.
 */
export const seedObjects = async (source: SourceFolder, mirror: string): Promise<void> => {
  const from = join(source.commonDir, 'objects')
  // Objects that live elsewhere, or not at all, are git's business.
  if (await exists(join(from, 'info/alternates'))) return
  const packs = await regularFiles(join(from, 'pack'))
  await copyAll(join(from, 'pack'), join(mirror, 'objects/pack'), packs.filter((name) => PACK.test(name)).sort(idxLast))
  let loose = 0
  for (const name of await readdir(from)) {
    if (!FAN_OUT.test(name)) continue
    const files = (await regularFiles(join(from, name))).filter((file) => LOOSE.test(file))
    loose += files.length
    if (loose > MAX_LOOSE) return
    await copyAll(join(from, name), join(mirror, 'objects', name), files)
  }
}

/** Git takes a pack for present when its index is; so the index comes after the pack. */
const idxLast = (one: string, other: string): number => Number(one.endsWith('.idx')) - Number(other.endsWith('.idx'))

const copyAll = async (from: string, to: string, names: readonly string[]): Promise<void> => {
  if (names.length > 0) await mkdir(to, { recursive: true })
  for (const name of names) await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE)
}

const regularFiles = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => [])
  const regular = await Promise.all(names.map(async (name) => (await lstat(join(folder, name))).isFile()))
  return names.filter((_, index) => regular[index])
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
