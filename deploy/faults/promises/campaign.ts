import { existsSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { check, type Circumstances, type Verdict } from '../checker/check.js'
import { eventsTaken, faultsLanded, restsInTime } from '../checker/conduct.js'
import { type Evidence, gather, type Scene } from '../checker/evidence.js'
import { comeToRest } from '../checker/rest.js'
import type { Bundles, Replacement } from '../rig/bundles.js'
import type { Random } from '../rig/random.js'
import type { Rig } from '../rig/rig.js'

/** What a campaign is given. */
export interface Task {
  /** How many faults must land, or cases be seen. */
  readonly n: number
  readonly random: Random
  readonly bundles: Bundles
  /** Settings of Postgres that a planted bug changes. */
  readonly postgres?: readonly string[]
  /** The only failpoints or kinds of faults to use, for a planted bug that shows at one place. */
  readonly only?: readonly string[]
  /** How long the mesh may take to come to rest, in milliseconds; a planted bug may keep it from that. */
  readonly restMs?: number
  /** Says what happens, for people who watch. */
  readonly say: (text: string) => void
}

/** What a campaign found. */
export interface Outcome {
  readonly n: number
  readonly faults: Record<string, number>
  readonly counts: Record<string, number>
  readonly verdicts: Verdict[]
  readonly sync: Record<string, string>
  /** Last words of the processes, where something broke. */
  readonly logs?: string
}

/** One promise and how it is tried. */
export interface Campaign {
  readonly id: string
  readonly title: string
  /** What n counts. */
  readonly unit: string
  /** How many in one run on one rig; longer campaigns are cut into runs. */
  readonly chunk: number
  /** How many in the short form; none where it takes too long for that. */
  readonly short: number
  /** About how long the short form takes, in seconds: only for the order. */
  readonly shortSeconds: number
  /** Numbers of the product that the campaign needs otherwise, such as a short wait. */
  readonly replacements?: readonly Replacement[]
  /** Services that it starts whole, besides chronik. */
  readonly services?: readonly string[]
  /** Why this machine cannot try it; undefined where it can. */
  readonly obstacle?: () => string | undefined
  readonly run: (task: Task) => Promise<Outcome>
}

/** Where the evidence of a rig lies. */
export const sceneOf = (rig: Rig): Scene => ({
  postgresUrl: rig.postgres.url,
  natsUrl: rig.nats.url,
  journal: join(rig.world, 'journal.jsonl'),
  segments: rig.segments,
  world: rig.world,
  consumers: rig.consumers,
})

/** Durability as both servers say, under one set of names. */
export const syncOf = async (rig: Rig): Promise<Record<string, string>> => {
  const nats = await rig.nats.settings()
  return { ...(await rig.postgres.syncSettings()), nats: nats.version, nats_sync_interval: nats.sync_interval }
}

/** Waits for rest, gathers the evidence and judges it. */
export const judge = async (
  rig: Rig,
  faults: Readonly<Record<string, number>>,
  circumstances: Circumstances = {},
  restMs?: number,
): Promise<Outcome & { evidence: Evidence }> => {
  const scene = sceneOf(rig)
  const rest = await comeToRest(scene, restMs)
  const landed = Object.values(faults).reduce((sum, count) => sum + count, 0)
  const evidence = await gather(scene)
  const verdicts: Verdict[] = [
    ...check(evidence, { poison: poisonOf(evidence), ...circumstances }),
    restsInTime(rest, { load: loadavg()[0]!, cores: availableParallelism() }),
    faultsLanded(landed),
  ]
  if (existsSync(scene.journal)) verdicts.push(eventsTaken(evidence))
  const broken = verdicts.some((verdict) => !verdict.ok)
  return {
    n: landed,
    faults: { ...faults },
    verdicts,
    sync: await syncOf(rig),
    counts: { ...countsOf(evidence), restSeconds: rest.seconds },
    evidence,
    ...(broken && { logs: rig.lastWords() }),
  }
}

/** Events that no handler can take, by their title. */
const poisonOf = ({ log }: Evidence): Set<string> =>
  new Set(log.filter((row) => row.body.includes('"title":"poison-')).map((row) => row.id))

const countsOf = ({ attempts, log, consumers, acts }: Evidence): Record<string, number> => {
  const tried = [...attempts.values()]
  return {
    attempted: tried.length,
    yes: tried.filter((one) => one.yes.length > 0).length,
    no: tried.filter((one) => one.no > 0).length,
    unknown: tried.filter((one) => one.yes.length === 0 && one.no === 0).length,
    events: log.length,
    effects: consumers.reduce((sum, consumer) => sum + consumer.effects.length, 0),
    acts: acts.size,
  }
}
