import { Inject, Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../../config.js'
import { AlarmClock } from '../alarm-clock.js'
import { type ChangeKnown, ChangeStore } from '../change-store.js'
import { CoreLoop, type LoopRules } from '../core-loop.js'
import { FailureStore } from './failure-store.js'
import { LessonStore } from '../learned/lesson-store.js'
import { RepositoryStore } from '../repository-store.js'
import type { HeimgeistTables, WishRow } from '../tables.js'
import { WishStore } from '../commands/wish-store.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>
type FailingRow = NonNullable<Awaited<ReturnType<FailureStore['find']>>>
type FailingJson = Parameters<FailureStore['keep']>[1]

/** What is known of a change when one of its runs has ended. */
interface Known {
  readonly change?: ChangeKnown
  readonly failing?: FailingRow
  readonly wish?: WishRow
  readonly trunk?: string
  readonly clockMs: number
  readonly windowMs: number
}

/** What a run leads to, as the rules say it. */
interface Watched {
  readonly trunk?: { readonly what: string; readonly failed: boolean; readonly fingerprints: readonly string[] }
  readonly failing?: FailingJson | null
  readonly due?: true
  readonly over?: { readonly about: string; readonly given?: object }
  readonly drafts: Draft[]
}

/** Where a run belongs: its change by name, or whichever open change has its commit as head. */
interface Where {
  readonly repository: string
  readonly sha: string
  readonly change?: string
}

/** Reads what is known of a failing change, lets the rules decide, and keeps what they say. */
@Injectable()
export class FailureDesk {
  constructor(
    private readonly changes: ChangeStore,
    private readonly failures: FailureStore,
    private readonly lessons: LessonStore,
    private readonly repositories: RepositoryStore,
    private readonly wishes: WishStore,
    private readonly alarms: AlarmClock,
    private readonly loop: CoreLoop,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Watches a run, or the end of a change. `loop`: what a question that is over is continued with. */
  async watch<State extends object>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    where: Where,
    loop: LoopRules<State>,
    decide: (known: Known) => Watched,
  ): Promise<Draft[]> {
    const known = await this.know(delivery, where)
    const { trunk, failing, due, over, drafts } = decide(known)
    if (trunk) {
      const { what, failed, fingerprints } = trunk
      await this.lessons.trunk(delivery, { repository: where.repository, what, failed, event: event.id }, fingerprints)
    }
    const withdrawn = over ? await this.end(delivery, over, loop) : []
    if (failing === null && known.failing) await this.failures.drop(delivery, known.failing.change)
    if (failing) await this.failures.keep(delivery, failing, due ? event : undefined)
    if (due)
      await this.alarms.set(delivery, {
        name: `failed/${event.id}`,
        about: event.id,
        atMs: Date.parse(event.time) + this.config.failureWaitMs,
        correlation: event.correlationid,
        subject: failing?.change ?? event.subject,
      })
    return [...withdrawn, ...drafts]
  }

  private async know(delivery: HeimgeistDelivery, { repository, sha, change: named }: Where): Promise<Known> {
    const { clock, branch } = await this.repositories.get(delivery, repository)
    const change =
      named === undefined
        ? await this.changes.openAt(delivery, repository, sha)
        : await this.changes.find(delivery, named)
    const failing = change && (await this.failures.find(delivery, 'change', change.change))
    const wish = failing && (await this.wishes.find(delivery, 'about', failing.about))
    return {
      clockMs: clock,
      windowMs: this.config.liveWindowMs,
      ...(branch === undefined ? {} : { trunk: branch }),
      ...(change === undefined ? {} : { change }),
      ...(failing === undefined ? {} : { failing }),
      ...(wish === undefined ? {} : { wish }),
    }
  }

  /** Of a change that is left alone nothing fails any more, as far as anybody asks. */
  async forget(delivery: HeimgeistDelivery, change: string): Promise<void> {
    const failing = await this.failures.find(delivery, 'change', change)
    if (failing) await this.alarms.clear(delivery, `failed/${failing.about}`)
    await this.failures.drop(delivery, change)
  }

  /** Ends a question that waits, whether a person has seen it or not. One that is answered stays answered. */
  async end<State extends object>(
    delivery: HeimgeistDelivery,
    { about, given }: NonNullable<Watched['over']>,
    loop: LoopRules<State>,
  ): Promise<Draft[]> {
    await this.alarms.clear(delivery, `failed/${about}`)
    const kept = await this.wishes.find(delivery, 'about', about)
    if (kept?.state !== 'wanted' && kept?.state !== 'open') return []
    await this.wishes.move(delivery, about, 'withdrawn')
    if (kept.request === null || given === undefined) return []
    await this.alarms.clear(delivery, `remind/${kept.request}`, `expire/${kept.request}`)
    return (await this.loop.resume(delivery, about, loop, given))?.drafts ?? []
  }
}
