import type { Entry } from './ledger.js'
import { PLANTS } from './planted/plants.js'
import { type Planted, tryPlant } from './planted/run-planted.js'
import type { Campaign } from './promises/campaign.js'
import { CAMPAIGNS } from './promises/index.js'
import { isUnfinished, lineOf, runOnce, type RunSettings } from './run-campaign.js'

/** Campaigns at a time: much of each is waiting. */
const LANES = 3

/** What was found, as it comes. */
interface Found {
  readonly entries: Entry[]
  /** Campaigns that were run a second time, since the first ended on its own way. */
  readonly again: string[]
  readonly planted: { [Became in keyof Planted]: string[] }
}

/** The form for every change: each promise a little, the quick planted bugs, and one loud line for what this machine cannot try. */
export const runShort = async (settings: RunSettings): Promise<boolean> => {
  const begun = Date.now()
  const found: Found = { entries: [], again: [], planted: { caught: [], missed: [], notRun: [] } }
  // The longest first, so that the lanes end together.
  const waiting = jobs(settings, found).sort((one, other) => other.seconds - one.seconds)
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.run()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return summarise(found, Math.round((Date.now() - begun) / 1000), settings.say)
}

const jobs = (settings: RunSettings, found: Found): { seconds: number; run: () => Promise<void> }[] => [
  ...CAMPAIGNS.filter(({ short }) => short > 0).map((campaign) => ({
    seconds: campaign.shortSeconds,
    run: async () => {
      let entry = await tellRun(campaign, settings)
      if (isUnfinished(entry)) {
        // A run that ended on its own way, and not on a promise, found nothing out: one more, and both are in the ledger.
        found.again.push(campaign.id)
        entry = await tellRun(campaign, settings)
      }
      found.entries.push(entry)
    },
  })),
  ...PLANTS.filter(({ quick }) => quick).map((plant) => ({
    seconds: CAMPAIGNS.find(({ id }) => id === plant.campaign)?.shortSeconds ?? 0,
    run: async () => void found.planted[await tryPlant(plant, settings)].push(plant.name),
  })),
]

/** One run of the short form, in the ledger and said. */
const tellRun = async (campaign: Campaign, settings: RunSettings): Promise<Entry> => {
  const entry = await runOnce(campaign, campaign.short, settings.seed, 0, settings.say)
  settings.ledger.add(entry)
  settings.say(lineOf(entry))
  return entry
}

/** Says how it went, the worst last. True where nothing was broken and no planted bug went by. */
const summarise = ({ entries, again, planted }: Found, seconds: number, say: (text: string) => void): boolean => {
  const of = (status: Entry['status']): Entry[] => entries.filter((entry) => entry.status === status)
  const [held, broken, notRun] = [of('held'), of('broken'), of('not run')]
  say(`\nIn ${seconds} s: ${held.length} promises held, ${broken.length} broken, ${notRun.length} NOT RUN;`)
  say(
    `${planted.caught.length} planted bugs caught, ${planted.missed.length} missed, ${planted.notRun.length} NOT RUN.`,
  )
  say(`Not in the short form: P29, and ${PLANTS.filter(({ quick }) => !quick).length} slower planted bugs (--planted).`)
  for (const promise of again) say(`!!! TWICE: ${promise}: the first run ended on its own way (above)`)
  for (const { promise, why } of notRun) say(`!!! NOT RUN: ${promise}: ${why}`)
  for (const name of planted.notRun) say(`!!! NOT RUN: planted "${name}"`)
  for (const name of planted.missed) say(`!!! MISSED: planted "${name}"`)
  for (const { promise, why } of broken) say(`!!! BROKEN: ${promise}: ${why?.slice(0, 200)}`)
  return broken.length === 0 && planted.missed.length === 0
}
