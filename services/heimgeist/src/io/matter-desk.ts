import { Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { AlarmClock } from './alarm-clock.js'
import { CoreLoop, type LoopRules } from './core-loop.js'
import { DecisionStore } from './decision-store.js'
import { InputStore } from './input-store.js'
import type { HeimgeistTables, WishJson, WishRow } from './tables.js'
import { WishStore } from './commands/wish-store.js'

/** What is kept of a matter after its first step. */
export interface Opened {
  readonly levels: object
  readonly wish?: WishJson
  readonly decision?: string
  readonly ask?: boolean
  readonly action?: string
  readonly allowed?: object
  readonly messagesLeft?: number
}

/** Circumstances that the events do not carry. */
interface About {
  /** Rule that is wanted, where it is one. */
  readonly rule?: string
  readonly level: {
    readonly level: number
    readonly reason: string
    readonly origin: string
    readonly policy?: string
  }
}

/** Takes new matters in: the first step of the loop, what people see of it, and the alarm that brings up a question. */
@Injectable()
export class MatterDesk {
  constructor(
    private readonly loop: CoreLoop,
    private readonly wishes: WishStore,
    private readonly alarms: AlarmClock,
    private readonly inputs: InputStore,
    private readonly decisions: DecisionStore,
  ) {}

  /** Opens a matter about an event. `day`: that of the decision; `about` is asked for once it is known what is wanted. */
  async open<State extends Opened>(
    delivery: Delivery<HeimgeistTables>,
    event: MeshEvent,
    rules: LoopRules<State>,
    matter: State,
    day: string,
    about: (wish: WishJson) => About,
  ): Promise<Draft[]> {
    const { drafts, state } = await this.loop.begin(delivery, event.id, rules, matter)
    await this.decisions.keep(delivery, event, drafts, { day, asked: false })
    const { wish, decision, ask, action, allowed, levels, messagesLeft } = state
    if (wish === undefined || decision === undefined) return drafts
    const { rule, level } = about(wish)
    const { agent, repository } = wish
    await this.inputs.keep(delivery, 'wish', event, { repository, day, known: { levels, wish, messagesLeft } })
    const of = {
      level: level.level,
      level_reason: level.reason,
      level_origin: level.origin,
      level_policy: level.policy ?? null,
    }
    const kept = { agent, repository, decision, wish, ...of, ...(rule === undefined ? {} : { rule }) }
    await this.wishes.keep(
      delivery,
      event,
      ask ? 'wanted' : action ? 'allowed' : allowed ? 'done' : 'refused',
      kept,
      action,
    )
    const { id, correlationid: correlation, subject } = event
    if (ask) await this.alarms.set(delivery, { name: `ask/${id}`, about: id, atMs: 0, correlation, subject })
    return drafts
  }

  /**
   * Takes back what is open about a rule. `given`: how the loop goes on from a wish, undefined where it stays open, null where
   * nobody was asked yet.
   */
  async withdraw<State extends Opened>(
    delivery: Delivery<HeimgeistTables>,
    { repository, rule }: { readonly repository: string; readonly rule: string },
    rules: LoopRules<State>,
    given: (wish: WishRow) => object | null | undefined,
  ): Promise<Draft[]> {
    const drafts: Draft[] = []
    for (const wish of await this.wishes.openOf(delivery, repository, rule)) {
      const end = given(wish)
      if (end === undefined) continue
      await this.wishes.move(delivery, wish.about, 'withdrawn')
      if (end !== null)
        drafts.push(...((await this.loop.resume<State>(delivery, wish.about, rules, end))?.drafts ?? []))
    }
    return drafts
  }
}
