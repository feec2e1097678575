import type { Entry } from '../ledger.js'
import { CAMPAIGNS } from '../promises/index.js'
import { lineOf, runOnce, type RunSettings } from '../run-campaign.js'
import type { Plant } from './plant.js'
import { PLANTS } from './plants.js'

/** What became of planted bugs: each must be caught. */
export type Planted = Readonly<Record<'caught' | 'missed' | 'notRun', readonly string[]>>

/** Runs each campaign with its bug planted, one after the other. */
export const runPlanted = async (settings: RunSettings, wanted: (plant: Plant) => boolean): Promise<Planted> => {
  const planted = { caught: [] as string[], missed: [] as string[], notRun: [] as string[] }
  for (const plant of PLANTS.filter(wanted)) planted[await tryPlant(plant, settings)].push(plant.name)
  return planted
}

/** Runs a campaign with its bug planted. One that is not caught, or for another reason, is a defect of the campaign. */
export const tryPlant = async (plant: Plant, settings: RunSettings): Promise<keyof Planted> => {
  const campaign = CAMPAIGNS.find(({ id }) => id === plant.campaign)
  if (!campaign) throw new Error(`there is no campaign ${plant.campaign} for "${plant.name}"`)
  const entry = await runOnce(campaign, plant.n, settings.seed, 0, settings.say, plant)
  settings.ledger.add(entry)
  const became = judged(entry, plant)
  const said = { caught: 'caught', missed: 'MISSED', notRun: 'NOT RUN' }[became]
  settings.say(`${said}: ${lineOf(entry).slice(0, 400)}`)
  return became
}

const judged = (entry: Entry, plant: Plant): keyof Planted => {
  if (entry.verdicts.some((verdict) => !verdict.ok && plant.caughtBy.test(verdict.id))) return 'caught'
  return entry.status === 'not run' ? 'notRun' : 'missed'
}
