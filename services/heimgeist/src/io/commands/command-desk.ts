import { Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { AlarmClock } from '../alarm-clock.js'
import { ChangeStore } from '../change-store.js'
import type { LoopRules } from '../core-loop.js'
import { DecisionStore } from '../decision-store.js'
import { EpicDesk, type EpicDeskRules } from '../epics/epic-desk.js'
import { jsonOf } from '../json-of.js'
import { LevelStore } from '../agents/level-store.js'
import { MatterDesk, type Opened } from '../matter-desk.js'
import { PatternStore } from '../learned/pattern-store.js'
import type { HeimgeistTables, WishJson } from '../tables.js'
import { UndoStore } from '../policies/undo-store.js'
import { WhyDesk } from '../why/why-desk.js'

type Ordering = MeshEvent<'command.given.v1'> | MeshEvent<'comment.created.v1'>
type HeimgeistDelivery = Delivery<HeimgeistTables>
type Readings = readonly object[]
type Questions = Parameters<WhyDesk['find']>[1]
type Level = ReturnType<Parameters<MatterDesk['open']>[5]>['level']

/** What commands mean: given by a handler, since a store knows no rules. */
export interface CommandRules<Looked, State extends Opened> {
  hear(event: Ordering): {
    readonly readings: Readings
    readonly giver: object
    readonly named?: string
    readonly repository?: string
    readonly about?: string
    /** It stands in a comment: it learns of its own repository alone, and is answered there. */
    readonly atHost: boolean
  }
  undoWanted(readings: Readings): string | undefined
  dispatch(event: MeshEvent, readings: Readings, known: object): Draft[]
  takeUp(event: MeshEvent, readings: Readings, known: object): Draft[]
  questionsOf(readings: Readings, asked: object): Questions
  answerWhy(event: MeshEvent, readings: Readings, questions: Questions, known: object): Draft[]
  epicsNamed(readings: Readings): string[]
  commandEpics(event: MeshEvent, readings: Readings, known: object): Draft[]
  patternsNamed(readings: Readings): string[]
  judgePatterns(event: MeshEvent, readings: Readings, known: object): Draft[]
  wishOf(event: MeshEvent, readings: Readings, known: object): WishJson | undefined
  levelOf(levels: object, asked: object): Level
  newMatter(event: MeshEvent, levels: object, wish: WishJson): State
  dayOf(event: MeshEvent): string
  readonly loop: LoopRules<State>
  readonly epics: EpicDeskRules<Looked>
  /** Most things that one epic may hold. */
  readonly epicSize: number
  /** Answers at the host a repository and day. */
  readonly answersPerDay: number
}

/** Carries out what was typed or commented: reads what a command needs to know, lets the rules decide, and keeps what follows. */
@Injectable()
export class CommandDesk {
  constructor(
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
    private readonly desk: MatterDesk,
    private readonly undos: UndoStore,
    private readonly epics: EpicDesk,
    private readonly why: WhyDesk,
    private readonly patterns: PatternStore,
    private readonly alarms: AlarmClock,
  ) {}

  /** Keeps a command with a deadline until the clock has told what time it is. */
  async keep(delivery: HeimgeistDelivery, event: Ordering): Promise<void> {
    await delivery.db
      .insertInto('waiting_command')
      .values({ command: event.id, event: jsonOf(event) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const { id, correlationid: correlation, subject } = event
    await this.alarms.set(delivery, { name: `command/${id}`, about: id, atMs: 0, correlation, subject })
  }

  /** Takes a kept command back out; undefined where there is none. */
  async take({ db }: HeimgeistDelivery, command: string): Promise<Ordering | undefined> {
    const row = await db
      .deleteFrom('waiting_command')
      .where('command', '=', command)
      .returning('event')
      .executeTakeFirst()
    return row?.event as Ordering | undefined
  }

  /** Everything that the commands of one text lead to. */
  async carryOut<Looked, State extends Opened>(
    delivery: HeimgeistDelivery,
    event: Ordering,
    rules: CommandRules<Looked, State>,
  ): Promise<Draft[]> {
    const { readings, giver, named, repository, about, atHost } = rules.hear(event)
    const change = named === undefined ? undefined : await this.changes.find(delivery, named)
    const act = rules.undoWanted(readings)
    const undo = act === undefined ? undefined : await this.undos.find(delivery, act.toLowerCase())
    const { commanders } = await this.levels.policy(delivery)
    const known = {
      ...{ levels: await this.levels.all(delivery), commanders, giver },
      ...(named === undefined ? {} : { named }),
      ...(repository === undefined ? {} : { repository }),
      ...(change === undefined ? {} : { change }),
      ...(undo === undefined ? {} : { undo }),
    }
    const day = rules.dayOf(event)
    const home = repository ?? change?.repository
    const patterns = await this.patterns.find(delivery, home, rules.patternsNamed(readings))
    const asked = { ...known, about }
    const questions = rules.questionsOf(readings, asked)
    const found = await this.why.find(delivery, questions, { repository, strict: atHost })
    const answersLeft =
      atHost && questions.length > 0 && repository !== undefined
        ? rules.answersPerDay - (await this.decisions.answered(delivery, repository, day))
        : 0
    const standing = await this.epics.standing(delivery, rules.epicsNamed(readings), about)
    const bounds = { most: rules.epicSize, ...(about === undefined ? {} : { about }) }
    const commanded = rules.commandEpics(event, readings, { ...known, ...bounds, ...standing })
    const drafts = [
      ...rules.dispatch(event, readings, known),
      ...rules.takeUp(event, readings, known),
      ...rules.judgePatterns(event, readings, { ...known, repository: home, patterns }),
      ...rules.answerWhy(event, readings, questions, { ...asked, found, answersLeft }),
      ...commanded,
    ]
    const circumstances = { day, asked: true, ...(change?.sha === undefined ? {} : { sha: change.sha }) }
    await this.decisions.keep(delivery, event, drafts, circumstances)
    drafts.push(...(await this.epics.change(delivery, event, commanded, rules.epics)))
    const wish = rules.wishOf(event, readings, known)
    if (wish === undefined) return drafts
    const { agent, repository: place } = wish
    const level = rules.levelOf(known.levels, { agent, act: 'change', repository: place })
    const matter = rules.newMatter(event, known.levels, wish)
    return [...drafts, ...(await this.desk.open<State>(delivery, event, rules.loop, matter, day, () => ({ level })))]
  }
}
