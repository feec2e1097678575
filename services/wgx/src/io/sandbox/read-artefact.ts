import { constants, lstat, open } from 'node:fs/promises'
import { join } from 'node:path'

/** What became of a file that a run was to write. */
export type Artefact =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'missing' }
  | { readonly state: 'refused'; readonly reason: string }

/** Largest file that is read out of a checkout, in bytes. */
export const ARTEFACT_MAX_BYTES = 8 * 2 ** 20

/**
 * Reads a file that a stranger's command wrote, without being led out of its folder: no part of the path may be a
 * link, and the file must be a plain one of bounded size. To be called when none of its processes is left.
 */
export const readArtefact = async (
  folder: string,
  path: string,
  maxBytes: number = ARTEFACT_MAX_BYTES,
): Promise<Artefact> => {
  const parts = path.split('/')
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    return { state: 'refused', reason: 'its path is not a plain relative path' }
  }
  try {
    for (let depth = 1; depth < parts.length; depth++) {
      const parent = await lstat(join(folder, ...parts.slice(0, depth)))
      if (!parent.isDirectory()) return { state: 'refused', reason: 'a folder on its path is a link or no folder' }
    }
    return await readPlain(join(folder, ...parts), maxBytes)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { state: 'missing' }
    if (code === 'ELOOP') return { state: 'refused', reason: 'it is a link' }
    return { state: 'refused', reason: `it could not be opened (${code ?? String(error)})` }
  }
}

const readPlain = async (path: string, maxBytes: number): Promise<Artefact> => {
  // NONBLOCK: opening a named pipe would otherwise wait for a writer for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const found = await file.stat()
    if (!found.isFile()) return { state: 'refused', reason: 'it is not a plain file' }
    if (found.size > maxBytes) return { state: 'refused', reason: `it is larger than ${maxBytes} bytes` }
    const bytes = Buffer.alloc(found.size)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return { state: 'read', text: bytes.subarray(0, bytesRead).toString('utf8') }
  } finally {
    await file.close()
  }
}
