import { CAMPAIGNS } from '../promises/index.js'
import { lineOf, runOnce, type RunSettings } from '../run-campaign.js'
import { type Plant, PLANTS } from './plants.js'

/** What became of the planted bugs: each must have been caught. */
export interface Planted {
  readonly caught: number
  readonly missed: readonly string[]
  readonly notRun: readonly string[]
}

/** Runs each campaign with its bug planted. A bug that is not caught, or for another reason, is a defect of the campaign. */
export const runPlanted = async (
  settings: RunSettings,
  wanted: (plant: Plant) => boolean = () => true,
  lanes = 1,
): Promise<Planted> => {
  const missed: string[] = []
  const notRun: string[] = []
  let caught = 0
  const waiting = PLANTS.filter(wanted)
  const lane = async (): Promise<void> => {
    for (let plant = waiting.shift(); plant !== undefined; plant = waiting.shift()) await one(plant)
  }
  const one = async (plant: Plant): Promise<void> => {
    const campaign = CAMPAIGNS.find(({ id }) => id === plant.campaign)
    if (!campaign) throw new Error(`there is no campaign ${plant.campaign} for "${plant.name}"`)
    const entry = await runOnce(campaign, plant.n, settings.seed, 0, settings.say, plant)
    settings.ledger.add(entry)
    const found = entry.verdicts.filter((verdict) => !verdict.ok && plant.caughtBy.test(verdict.id))
    settings.say(
      `${found.length > 0 ? 'caught' : entry.status === 'not run' ? 'NOT RUN' : 'MISSED'}: ${lineOf(entry).slice(0, 400)}`,
    )
    if (found.length > 0) caught++
    else if (entry.status === 'not run') notRun.push(plant.name)
    else missed.push(plant.name)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return { caught, missed, notRun }
}
