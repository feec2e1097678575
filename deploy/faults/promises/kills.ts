import { setTimeout as sleep } from 'node:timers/promises'
import type { Load } from '../load/load.js'
import type { Part } from '../rig/part.js'
import type { Random } from '../rig/random.js'
import type { Rig } from '../rig/rig.js'

/** Failpoints that chronik passes. */
const CHRONIK = [
  'log-before-commit',
  'log-after-commit',
  'append-before-reply',
  'relay-before-publish',
  'relay-after-publish',
  'segment-appended',
  'segment-packed',
  'segment-renamed',
]
/** Failpoints that every consumer passes. */
export const CONSUMER = [
  'consumer-before-commit',
  'consumer-after-commit',
  'outbox-before-append',
  'outbox-after-append',
  'act-marked',
  'act-performed',
]
/** Of the restarts, how many are armed with a failpoint. */
const ARMED = 0.6
/** Places that are passed seldom: they are armed for the first time that they are passed. */
const RARE = /^(act|segment)-/

/** Longest wait for a yes between two kills, in milliseconds. */
const PROGRESS_MS = 20_000

/** Where one failpoint is asked for: how often it must have struck, and the longest wait for that in milliseconds. */
const LEAST_STRIKES = 4
const STRIKES_MS = 90_000

/** Counts faults by kind. */
export class Faults {
  readonly landed: Record<string, number> = {}

  count(kind: string, times = 1): void {
    if (times > 0) this.landed[kind] = (this.landed[kind] ?? 0) + times
  }

  get total(): number {
    return Object.values(this.landed).reduce((sum, count) => sum + count, 0)
  }
}

/**
 * Lets restarts of the services be armed by chance, so that a killed process is killed again at a place that matters, and
 * restarts the consumers once: of three unarmed copies another would lead each time.
 */
export const armRestarts = (rig: Rig, random: Random, wanted?: readonly string[]): void => {
  for (const part of rig.services) {
    const own = part.name.startsWith('chronik') ? CHRONIK : CONSUMER
    const places = own.filter((one) => wanted?.includes(one) ?? true)
    part.arm = () => {
      if (places.length === 0 || !random.chance(wanted ? 1 : ARMED)) return {}
      const place = random.pick(places)
      const nth = RARE.test(place) ? 1 : random.int(1, 25)
      return { HEIMGEWEBE_FAILPOINT: `${place}:${nth}` }
    }
  }
  for (const part of rig.services) part.kill('SIGKILL')
}

/** Kills until so many kills have landed, counted by kind: alone, in pairs, and by failpoints on the way. */
export const killUntil = async (
  rig: Rig,
  load: Load,
  n: number,
  random: Random,
  faults: Faults,
  wanted?: readonly string[],
): Promise<void> => {
  const end = Date.now() + STRIKES_MS
  const struck = (): number => rig.services.reduce((sum, part) => sum + part.struck, 0)
  const tooFew = (): boolean => wanted !== undefined && struck() < LEAST_STRIKES && Date.now() < end
  const strikes = new Map<Part, number>()
  const notice = (): void => {
    for (const part of rig.services) {
      faults.count(`failpoint in ${groupOf(part)}`, part.struck - (strikes.get(part) ?? 0))
      strikes.set(part, part.struck)
    }
  }
  for (const part of rig.services) strikes.set(part, part.struck)
  while (faults.total < n || tooFew()) {
    await sleep(random.int(50, 900))
    // A mesh that never gets up between two kills has nothing to lose.
    if (random.chance(0.4)) await progress(load)
    const together = random.chance(0.2) ? 2 : 1
    for (let i = 0; i < together; i++) {
      const part = random.pick(rig.parts)
      const signal = part.name === 'postgres' && random.chance(0.5) ? 'SIGQUIT' : 'SIGKILL'
      if (part.kill(signal)) faults.count(`${signal === 'SIGQUIT' ? 'quit' : 'kill'} ${groupOf(part)}`)
    }
    notice()
  }
  for (const part of rig.services) part.arm = () => ({})
  // An armed process that is still alive would be a fault after the last one.
  for (const part of rig.services)
    if (Object.keys(part.armed).length > 0 && part.kill('SIGKILL')) faults.count(`kill ${groupOf(part)}`)
  notice()
}

/** Waits until more events were answered with yes, at most for a while: something may wait for a part that is down. */
export const progress = async (load: Load): Promise<void> => {
  const before = load.answered
  for (const end = Date.now() + PROGRESS_MS; Date.now() < end && load.answered === before;) await sleep(50)
}

const groupOf = (part: Part): string => part.name.replace(/-\d+$/, '')
