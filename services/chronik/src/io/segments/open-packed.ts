import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { BlockFile, packBlocks } from '@heimgewebe/segments'

/** Packed once and read for years: the default. */
const GZIP_LEVEL = 6

/**
 * Opens a packed segment whose lines can be read one by one. One that was packed in a single piece is packed anew first,
 * and takes its own place: the same lines, by another rename.
 */
export const openPacked = async (path: string): Promise<BlockFile> => {
  const file = await BlockFile.open(path)
  if (await file.hasBlocks()) return file
  await file.close()
  const anew = `${path}.anew`
  try {
    await pipeline(
      createReadStream(path),
      createGunzip(),
      (lines: AsyncIterable<Buffer>) => packBlocks(lines, GZIP_LEVEL),
      createWriteStream(anew, { mode: 0o600, flush: true }),
    )
    await rename(anew, path)
  } finally {
    await rm(anew, { force: true })
  }
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
  return BlockFile.open(path)
}
