import type { MeshEvent } from '@heimgewebe/contracts'
import { commandEpics, epicsNamed } from './epics/command-epics.js'
import { type EpicConfig, epicRules } from './epics/epic-rules.js'
import { LOOP, newMatter } from './core-loop.js'
import { dispatchCommands } from './dispatch-commands.js'
import { takeUp } from './failures/take-up.js'
import { findLevel } from './find-level.js'
import { hearCommands } from './hear-commands.js'
import { judgePatterns, patternsNamed } from './judge-patterns.js'
import { dayOf, momentOf } from './tell-time.js'
import { answerWhy, questionsOf } from './why/answer-why.js'
import { undoWanted, wishOfCommand } from './wish-of-command.js'

/** What the commands of a text mean. */
export const commandRules = (settings: EpicConfig & { readonly epicSize: number; readonly answersPerDay: number }) => ({
  hear: hearCommands,
  undoWanted,
  dispatch: dispatchCommands,
  takeUp,
  questionsOf,
  answerWhy,
  epicsNamed,
  commandEpics,
  patternsNamed,
  judgePatterns,
  wishOf: wishOfCommand,
  levelOf: findLevel,
  newMatter,
  dayOf: (event: MeshEvent): string => dayOf(momentOf(event, 0)),
  loop: LOOP,
  epics: epicRules(settings),
  epicSize: settings.epicSize,
  answersPerDay: settings.answersPerDay,
})
