import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { HostError, type HostProvider, openHost, type Surroundings } from '@heimgewebe/hosts'
import { CONFIG, type Config } from '../config.js'
import { actAtHost, type HostTask, lookAtHost } from './host-acts.js'
import { type HostPlace, HostPlaces } from './host-place.js'
import type { Outcome, Task, World } from './world.js'

/** After these the host may have done what was asked of it. */
const DOUBTFUL: readonly string[] = ['timeout', 'unavailable', 'unreadable', 'too_large', 'cancelled']
/** Longest look after a stop, in milliseconds: the kill switch ends acts within a second. */
const LAST_LOOK_MS = 600
/** Longest call of a look after a kill, in milliseconds: a start waits for it. */
const LOOK_MS = 5000

/** Acts on a repository at its host: says something there, opens or closes something. Each act is looked for before it is done. */
@Injectable()
export class HostWorld implements World {
  /** Hosts that want to be left alone, and until when, in milliseconds. */
  private readonly quiet = new Map<string, number>()

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly places: HostPlaces,
  ) {}

  async perform(task: Task, signal: AbortSignal): Promise<Outcome> {
    const place = await this.places.of(task)
    const until = Date.now() + this.config.hostWaitMs
    for (;;) {
      await this.leaveAlone(place, until, signal)
      try {
        return await this.once(place, hosted(task), signal)
      } catch (error) {
        if (!(error instanceof HostError) || error.code !== 'rate_limited') throw error
        // Without a wait it is not known how long is long enough.
        if (error.retryAfterMs === undefined) throw error
        this.quiet.set(place.host.name, Date.now() + error.retryAfterMs)
      }
    }
  }

  async look(task: Task): Promise<Outcome> {
    try {
      const place = await this.places.of(task)
      const limits = { timeoutMs: Math.min(LOOK_MS, this.config.hostTimeoutMs), retries: 0 }
      const found = await this.at(place, { limits }, (provider) => lookAtHost(provider, place.name, hosted(task)))
      return found ?? { verdict: 'failed', reason: 'it was cut off, and nothing of it is at the host' }
    } catch (error) {
      return { verdict: 'unknown', reason: `it was cut off, and nobody can tell: ${told(error)}` }
    }
  }

  /** Waits as long as the host wants to be left alone, if that is not past `until`; else it is not asked at all. */
  private async leaveAlone({ host }: HostPlace, until: number, signal: AbortSignal): Promise<void> {
    const free = this.quiet.get(host.name) ?? 0
    const now = Date.now()
    if (free <= now) return void this.quiet.delete(host.name)
    if (free > until) {
      const moment = new Date(free).toISOString()
      throw new HostError('rate_limited', `${host.name} wants to be left alone until ${moment}`)
    }
    await sleep(free - now, undefined, { signal }).catch(() => {
      throw new HostError('cancelled', `stopped while ${host.name} wanted to be left alone; nothing was written`)
    })
  }

  private async once(place: HostPlace, task: HostTask, signal: AbortSignal): Promise<Outcome> {
    let wrote = false
    const around = { signal, onWrite: () => void (wrote = true), limits: { timeoutMs: this.config.hostTimeoutMs } }
    try {
      return await this.at(place, around, (provider) => actAtHost(provider, place.name, task))
    } catch (error) {
      if (!wrote || !(error instanceof HostError) || !DOUBTFUL.includes(error.code)) throw error
      return this.afterDoubt(place, task, error)
    }
  }

  /** The answer was lost, but perhaps not the act. */
  private async afterDoubt(place: HostPlace, task: HostTask, error: HostError): Promise<Outcome> {
    const timeoutMs = error.code === 'cancelled' ? LAST_LOOK_MS : this.config.hostTimeoutMs
    const around = { limits: { timeoutMs, retries: 0 }, signal: AbortSignal.timeout(timeoutMs) }
    try {
      const found = await this.at(place, around, (provider) => lookAtHost(provider, place.name, task))
      if (found === undefined) return { verdict: 'failed', reason: error.message }
      return { ...found, reason: `it stands there, though the answer was lost: ${error.message}` }
    } catch (again) {
      return { verdict: 'unknown', reason: `${error.message}; whether it was done is not known: ${told(again)}` }
    }
  }

  private async at<T>(
    { host }: HostPlace,
    around: Omit<Surroundings, 'folder'>,
    ask: (provider: HostProvider) => Promise<T>,
  ): Promise<T> {
    const open = openHost(host, { folder: join(this.config.home, 'hosts'), ...around })
    try {
      return await ask(open.provider)
    } finally {
      open.close()
    }
  }
}

const hosted = (task: Task): HostTask => {
  const { order } = task
  if (order.kind === 'commit' || order.kind === 'revert')
    throw new HostError('refused', `a ${order.kind} is written by git, not by a host`)
  return { ...task, order }
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error))
