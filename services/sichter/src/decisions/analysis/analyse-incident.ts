import type { EventData } from '@heimgewebe/contracts'
import { areasOf } from '@heimgewebe/decider'
import type { Judgement } from '../judgement.js'
import { findChange } from '../suspects/learn-incident.js'
import { type CoverageRun, coverageStep, fell, tellCoverage } from './compare-coverage.js'
import { filesOf } from './find-alike.js'
import { type Statement, within } from './statement.js'

/** Suspects that are looked at. */
const MOST_SUSPECTS = 3

/**
 * What a closer look at the first suspects of an incident finds: why each is one, and how test coverage changed with it.
 * Nothing where no suspect is likely enough to be looked at.
 */
export const analyseIncident = (
  judgement: Judgement,
  answer: EventData['suspects.ranked.v1'],
  runs: readonly CoverageRun[],
): EventData['analysis.reported.v1'] | undefined => {
  const suspects = answer.answer === 'suspects' ? answer.suspects.slice(0, MOST_SUSPECTS) : []
  const [first] = suspects
  if (first === undefined) return undefined
  const looked = suspects.map((suspect) => lookAt(judgement, suspect, runs))
  const change = findChange(judgement, first.change)
  const files = change === undefined ? [] : filesOf(judgement, change)
  return {
    repository: answer.repository,
    subject: answer.incident,
    depth: 'deep',
    affected: areasOf(files, judgement.areas).affected,
    ...within(looked.flatMap(({ statements }) => statements)),
    recommendation: `Look at ${looked[0]!.name} first${looked[0]!.lostTests ? ', and at what its missing tests would have seen' : ''}; a proof runs the failing command with it, before it and with it taken back.`,
  }
}

interface Looked {
  readonly name: string
  readonly lostTests: boolean
  readonly statements: readonly Statement[]
}

const lookAt = (
  judgement: Judgement,
  { change, sha, reasons }: EventData['suspects.ranked.v1']['suspects'][number],
  runs: readonly CoverageRun[],
): Looked => {
  const { past } = judgement
  const own = findChange(judgement, change)
  const number = [...past.numbers].find(([, each]) => each === own)?.[0]
  const name = number === undefined ? sha.slice(0, 12) : `#${number}`
  const measured = { sha, ...(number === undefined ? {} : { number }) }
  const step = coverageStep(runs, measured, (each) => past.changeIndex.has(each))
  return {
    name,
    lostTests: step !== undefined && fell(step),
    statements: [
      ...(step === undefined ? [] : tellCoverage(step, name)),
      ...reasons.slice(0, 1).map(({ text, events }) => ({ text: `${name}: ${text}`, events })),
    ],
  }
}
