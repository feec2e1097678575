import type { Entry } from './ledger.js'
import { PLANTS } from './planted/plants.js'
import { runPlanted } from './planted/run-planted.js'
import type { Campaign } from './promises/campaign.js'
import { CAMPAIGNS } from './promises/index.js'
import { lineOf, runOnce, type RunSettings } from './run-campaign.js'

/** Campaigns at a time: much of each is waiting. */
const LANES = 2

/** The form for every change: each promise a little, the quick planted bugs, and one loud line for what this machine cannot try. */
export const runShort = async (settings: RunSettings): Promise<boolean> => {
  const entries: Entry[] = []
  // The longest first, so that the lanes end together.
  const waiting = CAMPAIGNS.filter(({ short }) => short > 0).sort((one, other) => other.shortSeconds - one.shortSeconds)
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      entries.push(await tryOne(next, settings))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const planted = await runPlanted(settings, ({ quick }) => quick, LANES)
  const broken = entries.filter(({ status }) => status === 'broken').map(({ promise }) => promise)
  const notRun = entries.filter(({ status }) => status === 'not run')
  const held = entries.length - broken.length - notRun.length
  const bugs = `${planted.caught} planted bugs caught, ${planted.missed.length} missed, ${planted.notRun.length} NOT RUN`
  settings.say(`\n${held} promises held, ${broken.length} broken, ${notRun.length} NOT RUN; ${bugs}`)
  for (const { promise, why } of notRun) settings.say(`!!! NOT RUN: ${promise}: ${why}`)
  for (const name of planted.notRun) settings.say(`!!! NOT RUN: planted "${name}"`)
  for (const promise of broken) settings.say(`!!! BROKEN: ${promise}`)
  for (const name of planted.missed) settings.say(`!!! MISSED: planted "${name}"`)
  const later = PLANTS.filter(({ quick }) => !quick).length
  settings.say(`Not in the short form: P29, and ${later} slower planted bugs (--planted).`)
  return broken.length === 0 && planted.missed.length === 0
}

const tryOne = async (campaign: Campaign, settings: RunSettings): Promise<Entry> => {
  const entry = await runOnce(campaign, campaign.short, settings.seed, 0, settings.say)
  settings.ledger.add(entry)
  settings.say(lineOf(entry))
  return entry
}
