import { env } from './config/env.js'
import { ConfigError } from './errors.js'

/** Places at which a fault campaign may end a process: each stands between two steps that must count as one. */
export const FAILPOINTS = [
  'log-before-commit',
  'log-after-commit',
  'append-before-reply',
  'relay-before-publish',
  'relay-after-publish',
  'relay-stream-deleted',
  'segment-appended',
  'segment-packed',
  'segment-renamed',
  'archive-checked',
  'archive-marked',
  'archive-announced',
  'archive-before-commit',
  'archive-after-commit',
  'consumer-before-commit',
  'consumer-after-commit',
  'parking-before-commit',
  'outbox-before-append',
  'outbox-after-append',
  'act-marked',
  'act-performed',
] as const

/** Name of a failpoint. */
export type Failpoint = (typeof FAILPOINTS)[number]

let armed: { readonly name: string; left: number } | undefined

/** Ends this process with SIGKILL when the setting names this place. Does nothing otherwise, at the cost of one comparison. */
export const failpoint = (name: Failpoint): void => {
  if (armed !== undefined) strike(armed, name)
}

/**
 * Reads `HEIMGEWEBE_FAILPOINT`: a name, or `name:n` for the nth time that the place is passed. Throws `ConfigError` for an
 * unknown name, and where `HEIMGEWEBE_FAILPOINTS_ALLOWED` does not say that this process is one that may be killed.
 */
export const armFailpoint = (source: NodeJS.ProcessEnv): void => {
  const setting = env.optional(source, 'HEIMGEWEBE_FAILPOINT')
  armed = undefined
  if (setting === undefined) return
  if (!env.boolean(source, 'HEIMGEWEBE_FAILPOINTS_ALLOWED', false))
    throw new ConfigError('HEIMGEWEBE_FAILPOINT is for fault campaigns: HEIMGEWEBE_FAILPOINTS_ALLOWED is not true')
  const [name = '', nth = '1'] = setting.split(':')
  if (!(FAILPOINTS as readonly string[]).includes(name) || !/^[1-9]\d{0,8}$/.test(nth))
    throw new ConfigError(`HEIMGEWEBE_FAILPOINT=${setting} names no failpoint`)
  armed = { name, left: Number(nth) }
}

const strike = (at: { readonly name: string; left: number }, name: string): void => {
  if (at.name !== name || --at.left > 0) return
  process.kill(process.pid, 'SIGKILL')
  // NOTE: the signal may reach another thread first; nothing of what follows the place may run meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
