import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActingMesh } from './mesh.js'

/** Commands that wait in the stream, unread, when it is altered. */
const WAITING = 5
/** Time in which what was appended reaches the stream and its files, in milliseconds. */
const TO_DISK_MS = 1500

/**
 * Alters commands in the files of the stream while nobody has read them: heimgeist stands still, commands are given, the
 * server is killed, in its files each "/guard auth" becomes "/guard evil", and all go on. Gives how many were altered.
 */
export const alterOnDisk = async (mesh: ActingMesh, command: () => Promise<void>): Promise<number> => {
  mesh.heimgeist.signal('SIGSTOP')
  try {
    for (let i = 0; i < WAITING; i++) await command()
    await sleep(TO_DISK_MS)
    await mesh.nats.part.stop()
    const altered = blocksBelow(mesh.nats.store).reduce((sum, file) => sum + alter(file), 0)
    mesh.nats.part.start()
    await mesh.nats.ready()
    return altered
  } finally {
    mesh.heimgeist.signal('SIGCONT')
  }
}

const blocksBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.blk'))
    .map((entry) => join(entry.parentPath, entry.name))

/** The last of them: those that were not read yet. */
const alter = (file: string): number => {
  const bytes = readFileSync(file)
  let altered = 0
  for (
    let at = bytes.lastIndexOf('/guard auth');
    at >= 0 && altered < WAITING;
    at = bytes.lastIndexOf('/guard auth', at - 1)
  ) {
    bytes.write('/guard evil', at, 'latin1')
    altered++
    if (at === 0) break
  }
  if (altered > 0) writeFileSync(file, bytes)
  return altered
}
