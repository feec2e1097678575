import { appendFile, open } from 'node:fs/promises'
import { join } from 'node:path'

/** One act in the world: a line that stays, on disk before the act counts as done. */
export const actInTheWorld = async (world: string, intent: string): Promise<void> => {
  const file = await open(join(world, 'acts.jsonl'), 'a')
  try {
    await file.appendFile(`${JSON.stringify({ intent, pid: process.pid, at: Date.now() })}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Notes that the handling of a poisonous event was begun: tries are counted outside the transaction that is undone. */
export const noteTry = (world: string, event: string): Promise<void> =>
  appendFile(join(world, 'tries.jsonl'), `${JSON.stringify({ event, at: Date.now() })}\n`)
