import { commitNow, type Entry, type Ledger } from './ledger.js'
import type { Verdict } from './checker/check.js'
import type { Campaign, Outcome, Task } from './promises/campaign.js'
import type { Plant } from './planted/plant.js'
import { bundles } from './rig/bundles.js'
import { Random } from './rig/random.js'

/** What every run of a campaign is told. */
export interface RunSettings {
  readonly ledger: Ledger
  readonly seed: number
  readonly say: (text: string) => void
}

/** A planted bug may keep the mesh from coming to rest: no need to wait as long as for a promise. */
const PLANTED_REST_MS = 8000

/** Tries a promise until n were counted, run by run; each is a line of the ledger. False as soon as one is broken. */
export const runCampaign = async (campaign: Campaign, n: number, settings: RunSettings): Promise<boolean> => {
  const commit = commitNow()
  let done = settings.ledger.done(campaign.id, settings.seed, commit)
  if (done > 0) settings.say(`${campaign.id}: ${done} of ${n} ${campaign.unit} are in the ledger already`)
  while (done < n) {
    const entry = await runOnce(campaign, Math.min(campaign.chunk, n - done), settings.seed, done, settings.say)
    settings.ledger.add(entry)
    settings.say(lineOf(entry))
    if (entry.status !== 'held') return entry.status === 'not run'
    done += entry.n
  }
  return true
}

/** One run on one rig, with a bug planted where one is named. */
export const runOnce = async (
  campaign: Campaign,
  n: number,
  campaignSeed: number,
  offset: number,
  say: (text: string) => void,
  plant?: Plant,
): Promise<Entry> => {
  const begun = Date.now()
  const seed = campaignSeed * 1_000_003 + offset
  const obstacle = campaign.obstacle?.()
  const outcome: Outcome | { why: string } =
    obstacle !== undefined
      ? { why: obstacle }
      : await attempt(campaign, {
          n,
          say,
          random: new Random(seed),
          bundles: await bundles([...(campaign.replacements ?? []), ...(plant?.replacements ?? [])], campaign.services),
          ...(plant?.postgres && { postgres: plant.postgres }),
          ...(plant?.only && { only: plant.only }),
          ...(plant && { restMs: PLANTED_REST_MS }),
        })
  const common = {
    at: new Date(begun).toISOString(),
    promise: campaign.id,
    seed,
    ...(plant && { planted: plant.name }),
    unit: campaign.unit,
    seconds: Math.round((Date.now() - begun) / 1000),
  }
  if ('why' in outcome)
    return {
      ...common,
      status: 'not run',
      why: outcome.why,
      n: 0,
      versions: versions({}),
      sync: {},
      faults: {},
      counts: {},
      verdicts: [],
    }
  const broken = outcome.verdicts.filter((verdict) => !verdict.ok)
  if (broken.length > 0 && !plant && outcome.logs) say(outcome.logs)
  return {
    ...common,
    status: broken.length > 0 ? 'broken' : 'held',
    ...(broken.length > 0 && { why: broken.map(({ id, detail }) => `${id}: ${detail}`).join(' | ') }),
    n: outcome.n,
    versions: versions(outcome.sync),
    sync: outcome.sync,
    faults: outcome.faults,
    counts: { ...outcome.counts, campaignSeed },
    verdicts: outcome.verdicts,
  }
}

const UNFINISHED = 'campaign failed'

/** Whether a run ended on its own way, so that nothing is known of the promise. */
export const isUnfinished = ({ verdicts }: Entry): boolean => verdicts.some(({ id }) => id === UNFINISHED)

/** A campaign that fails on its own way found nothing out: that is broken, and no reason to leave out the others. */
const attempt = async (campaign: Campaign, task: Task): Promise<Outcome> => {
  try {
    return await campaign.run(task)
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    // The ledger is published: where the project lies on this machine is nobody's business.
    const told = detail.replaceAll(`${process.cwd()}/`, '').slice(0, 2000)
    const failed: Verdict = { id: UNFINISHED, ok: false, n: 0, detail: told }
    return { n: 0, faults: {}, counts: {}, verdicts: [failed], sync: {} }
  }
}

const versions = (sync: Readonly<Record<string, string>>): Record<string, string> => ({
  commit: commitNow(),
  node: process.version,
  postgres: sync['server_version'] ?? '',
  nats: sync['nats'] ?? '',
})

/** One line for people. */
export const lineOf = (entry: Entry): string => {
  const { promise, status, n, unit, seconds, counts, why, planted } = entry
  const said = status === 'not run' ? 'NOT RUN' : status
  const what = `${promise}${planted === undefined ? '' : ` with "${planted}" planted`}: ${said}`
  const events = counts['events'] === undefined ? '' : `, ${counts['yes']} yes, ${counts['events']} events`
  return `${what}, ${n} ${unit}${events}, ${seconds} s${why === undefined ? '' : ` – ${why}`}`
}
