import { Controller, Inject } from '@nestjs/common'
import { type Draft, type MeshEvent, draft, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { commandRules } from '../decisions/command-rules.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { askPerson } from '../decisions/ask-person.js'
import { type Continuation, LOOP, type Matter } from '../decisions/core-loop.js'
import { dayOfAlarm, decideFailing } from '../decisions/failures/decide-failing.js'
import { isLate, refuseLate } from '../decisions/refuse-late.js'
import { questionOf } from '../decisions/read-question.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { AlarmClock } from '../io/alarm-clock.js'
import { CommandDesk } from '../io/commands/command-desk.js'
import { CoreLoop, type LoopRules } from '../io/core-loop.js'
import { DecisionStore } from '../io/decision-store.js'
import { FailureDecider } from '../io/failures/failure-decider.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/commands/wish-store.js'

/** How a failing head is decided about. */
const FAILED = { loop: LOOP as LoopRules<Matter>, day: dayOfAlarm, decide: decideFailing }

type Rang = MeshEvent<'alarm.rang.v1'>
type HeimgeistDelivery = Delivery<HeimgeistTables>

/** Does what was waiting for a moment: carries out a command or refuses it as late, decides about a head that fails, asks a person, reminds of a question, or closes it. */
@Controller()
export class OnAlarmRang {
  constructor(
    private readonly wishes: WishStore,
    private readonly alarms: AlarmClock,
    private readonly loop: CoreLoop,
    private readonly decisions: DecisionStore,
    private readonly failures: FailureDecider,
    private readonly epics: EpicDesk,
    private readonly commands: CommandDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('alarm.rang.v1')
  async handle(event: Rang, delivery: HeimgeistDelivery): Promise<Draft[]> {
    // Another service cannot let time pass: an answer would come too late by its word.
    if (!mayOrder(event.source, 'heimgeist')) return []
    await this.alarms.clear(delivery, event.data.alarm)
    const [kind] = event.data.alarm.split('/')
    if (kind === 'stale') return this.epics.ring(delivery, event, epicRules(this.config))
    if (kind === 'failed') return this.failures.due(delivery, event, FAILED)
    if (kind === 'command') return this.command(event, delivery)
    if (kind === 'ask') return this.ask(event, delivery)
    if (kind === 'remind') return this.remind(event, delivery)
    return kind === 'expire' ? this.expire(event, delivery) : []
  }

  private async command({ data, time }: Rang, delivery: HeimgeistDelivery): Promise<Draft[]> {
    const given = await this.commands.take(delivery, data.about)
    if (!given) return []
    const { commentMs } = this.config
    if (isLate(given, time, commentMs)) return [refuseLate(given, time, commentMs)]
    return this.commands.carryOut(delivery, given, commandRules(this.config))
  }

  private async ask(event: Rang, delivery: HeimgeistDelivery): Promise<Draft[]> {
    const kept = await this.wishes.find(delivery, 'about', event.data.about)
    if (kept?.state !== 'wanted') return []
    const question = askPerson(event, kept.wish, this.config)
    const { remind_at: remindAt, deadline } = question.data
    await this.wishes.asked(delivery, kept.about, question.id, question.data)
    const rest = { about: question.id, correlation: event.correlationid, subject: question.subject }
    if (remindAt !== undefined)
      await this.alarms.set(delivery, { ...rest, name: `remind/${question.id}`, atMs: Date.parse(remindAt) })
    // A moment after the deadline, so that an answer in its last moment was heard before.
    await this.alarms.set(delivery, { ...rest, name: `expire/${question.id}`, atMs: Date.parse(deadline) + 1 })
    return [question, ...(await this.follow(event, delivery, kept.wish.change))]
  }

  private async remind(event: Rang, delivery: HeimgeistDelivery): Promise<Draft[]> {
    const kept = await this.wishes.find(delivery, 'request', event.data.about)
    if (kept?.state !== 'open' || kept.request === null) return []
    const providers = kept.question?.providers ?? []
    return [draft('approval.reminded.v1', { subject: event.subject, data: { request: kept.request, providers } })]
  }

  private async expire(event: Rang, delivery: HeimgeistDelivery): Promise<Draft[]> {
    const kept = await this.wishes.find(delivery, 'request', event.data.about)
    const question = kept?.state === 'open' ? questionOf(kept) : undefined
    if (!kept || !question) return []
    await this.wishes.move(delivery, kept.about, 'expired')
    const given: Continuation = { kind: 'expired', event, question }
    const drafts = (await this.loop.resume(delivery, kept.about, LOOP, given))?.drafts ?? []
    await this.decisions.keep(delivery, event, drafts, { day: dayOf(momentOf(event, 0)), asked: false })
    return [...drafts, ...(await this.follow(event, delivery, kept.wish.change))]
  }

  /** The epics of a change learn that something was asked about it, or that nobody answered. */
  private async follow(event: Rang, delivery: HeimgeistDelivery, subject: string | undefined): Promise<Draft[]> {
    return subject === undefined ? [] : this.epics.hear(delivery, event, { subject }, epicRules(this.config))
  }
}
