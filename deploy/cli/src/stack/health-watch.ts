import type { ManagedProcess, Notice } from './managed-process.js'

const EVERY_MS = 10_000
/** Failed looks in a row after which a server is started again. */
const FAILURES = 3

/**
 * Looks at a server that runs, and starts it again when it has not been well for half a minute although there is room on the disk:
 * nats-server that met a full disk stays unusable after there is space again. Returns how to end the watch.
 */
export const watchHealth = (
  server: ManagedProcess,
  diskIsFull: () => Promise<string | undefined>,
  notice: Notice,
): (() => void) => {
  let failures = 0
  const look = async (): Promise<void> => {
    const { pid, state, spec } = server
    if (pid === undefined || state !== 'ready') return
    try {
      await spec.ready(pid)
      failures = 0
    } catch {
      failures += 1
      if (failures < FAILURES || (await diskIsFull()) !== undefined) return
      failures = 0
      notice(`${spec.name} runs but is not usable; starting it again`)
      await server.stop()
      await server.start()
    }
  }
  const timer = setInterval(() => void look().catch(() => undefined), EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
