import { setTimeout as sleep } from 'node:timers/promises'

/** Below the limit of a test, so that what is told is what was waited for and not that time ran out. */
const PATIENCE_MS = 55_000

/**
 * Looks every 20 ms until there is something, and gives it: anything but false and undefined. Fails after 55 s, with what
 * `seen` gives then. For what happens by itself some time later, on a machine that may be slow; never for how fast it happens.
 */
export const eventually = async <Value>(
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  seen?: () => unknown,
): Promise<Value> => {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(20)) {
    const value = await look()
    if (value !== undefined && value !== false) return value
  }
  throw new Error(`it did not come about: ${seen ? String(await seen()) : String(look)}`)
}
