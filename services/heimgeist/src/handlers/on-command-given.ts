import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { commandEpics, epicsNamed } from '../decisions/epics/command-epics.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { LOOP, type Matter, newMatter } from '../decisions/core-loop.js'
import { dispatchCommands } from '../decisions/dispatch-commands.js'
import { findLevel } from '../decisions/find-level.js'
import { readCommands } from '../decisions/read-commands.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { undoWanted, wishOfCommand } from '../decisions/wish-of-command.js'
import { ChangeStore } from '../io/change-store.js'
import { DecisionStore } from '../io/decision-store.js'
import { LevelStore } from '../io/level-store.js'
import { MatterDesk } from '../io/matter-desk.js'
import { EpicDesk } from '../io/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'
import { UndoStore } from '../io/undo-store.js'

/** Routes a command that was typed. */
@Controller()
export class OnCommandGiven {
  constructor(
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
    private readonly desk: MatterDesk,
    private readonly undos: UndoStore,
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('command.given.v1')
  async handle(event: MeshEvent<'command.given.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { text, by, change: named, repository } = event.data
    const change = named === undefined ? undefined : await this.changes.find(delivery, named)
    const readings = readCommands(text)
    const act = undoWanted(readings)
    const undo = act === undefined ? undefined : await this.undos.find(delivery, act.toLowerCase())
    const known = {
      levels: await this.levels.all(delivery),
      commanders: (await this.levels.policy(delivery)).commanders,
      giver: { by, names: [by] },
      ...(named === undefined ? {} : { named }),
      ...(repository === undefined ? {} : { repository }),
      ...(change === undefined ? {} : { change }),
      ...(undo === undefined ? {} : { undo }),
    }
    const drafts = dispatchCommands(event, readings, known)
    const circumstances = {
      day: dayOf(momentOf(event, 0)),
      asked: true,
      ...(change?.sha === undefined ? {} : { sha: change.sha }),
    }
    await this.decisions.keep(delivery, event, drafts, circumstances)
    const about = event.data.about ?? named
    const epics = epicsNamed(readings)
    const standing = await this.epics.standing(delivery, epics, about)
    const bounds = { most: this.config.epicSize, ...(about === undefined ? {} : { about }) }
    const commanded = commandEpics(event, readings, { ...known, ...bounds, ...standing })
    drafts.push(...commanded, ...(await this.epics.change(delivery, event, commanded, epicRules(this.config))))
    const wish = wishOfCommand(event, readings, known)
    if (wish === undefined) return drafts
    const { agent, repository: place } = wish
    const level = findLevel(known.levels, { agent, act: 'change', repository: place })
    const matter = newMatter(event, known.levels, wish)
    const { day } = circumstances
    const opened = await this.desk.open<Matter>(delivery, event, LOOP, matter, day, () => ({ level }))
    return [...drafts, ...opened]
  }
}
