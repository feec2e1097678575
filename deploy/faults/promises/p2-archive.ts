import { setTimeout as sleep } from 'node:timers/promises'
import { type Verdict, verdict } from '../checker/check.js'
import type { LogRow } from '../checker/evidence.js'
import { Load } from '../load/load.js'
import type { Random } from '../rig/random.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults, progress } from './kills.js'
import { wipe } from './p3-redelivery.js'

/** Partitions and segments that fill within seconds. */
const SMALL = { CHRONIK_PARTITION_EVENTS: '40', CHRONIK_SEGMENT_BYTES: '20000', CHRONIK_SEGMENT_EVERY: '50ms' }
const PARTITION = Number(SMALL.CHRONIK_PARTITION_EVENTS)
/** Failpoints that chronik passes while it archives. */
const PLACES = [
  'archive-checked',
  'archive-marked',
  'archive-announced',
  'archive-before-commit',
  'archive-after-commit',
]
/** Longest wait for chronik to begin to archive, in milliseconds. */
const BEGUN_WITHIN_MS = 20_000
/** Longest wait for an armed chronik to die at its place once it has begun, in milliseconds. */
const STRUCK_WITHIN_MS = 5000
/** Wait between two commands to archive, in milliseconds. */
const EVERY_MS = 200
/** Longest wait for one command to be carried out on a mesh that nobody harms any more, in milliseconds. */
const DONE_WITHIN_MS = 60_000
/** Events of a page that is read. */
const PAGE = 500

/**
 * The promise behind P2 while bodies leave Postgres: under load the owner archives one partition after the other, chronik is
 * killed at each step of that and everybody else at random, JetStream is wiped, so that it is filled again from the archive.
 */
export const p2Archive: Campaign = {
  id: 'P2-archive',
  title: 'An event whose body left Postgres is read as before, wherever the archiving was cut off',
  unit: 'kills',
  chunk: 40,
  short: 5,
  shortSeconds: 95,
  async run({ n, random, bundles, only, restMs }) {
    const rig = await Rig.start({ bundles, services: SMALL })
    const owner = new Owner(rig)
    try {
      const faults = new Faults()
      const load = await Load.start(rig, random)
      await progress(load)
      owner.begin()
      while (faults.total < n) await cut(rig, owner, random, faults, only ?? PLACES)
      await wipe(rig)
      faults.count('store of NATS wiped')
      await progress(load)
      await load.stop()
      await rig.ready()
      await owner.end()
      const outcome = await judge(rig, faults.landed, { sources: ['heimgewebe/chronik'] }, restMs)
      const { archivedTo } = owner
      const verdicts: Verdict[] = [
        ...outcome.verdicts,
        verdict('P2-archive something was archived', archivedTo, archivedTo > 0 ? [] : ['nothing']),
        await readAsBefore(rig, outcome.evidence.log),
        await announcedOnce(rig, archivedTo),
      ]
      return { ...outcome, counts: { ...outcome.counts, archivedTo }, verdicts }
    } finally {
      await owner.end()
      await rig.stop()
    }
  },
}

/** Lets chronik begin to archive, and kills it at a named place of that, or whoever it is at a moment drawn by lot. */
const cut = async (
  rig: Rig,
  owner: Owner,
  random: Random,
  faults: Faults,
  places: readonly string[],
): Promise<void> => {
  const [chronik] = rig.chroniks
  const { struck } = chronik!
  const place = random.chance(0.7) ? random.pick(places) : undefined
  chronik!.arm = () => (place === undefined ? {} : { HEIMGEWEBE_FAILPOINT: `${place}:1` })
  if (chronik!.kill('SIGKILL')) faults.count('kill chronik')
  const { begun } = owner
  const isUnderWay = (): boolean => owner.begun > begun || chronik!.struck > struck
  for (const end = Date.now() + BEGUN_WITHIN_MS; Date.now() < end && !isUnderWay();) await sleep(20)
  const patience = place === undefined ? random.int(0, 400) : STRUCK_WITHIN_MS
  for (const end = Date.now() + patience; Date.now() < end && chronik!.struck === struck;) await sleep(20)
  chronik!.arm = () => ({})
  if (chronik!.struck > struck) faults.count(`killed at ${place}`)
  const part = random.pick([chronik!, rig.postgres.part, rig.nats.part, ...rig.copies])
  if (part.kill('SIGKILL')) faults.count(`kill ${part.name.replace(/-\d+$/, '')}`)
}

/** Whoever owns the log, and archives whatever may go. */
class Owner {
  /** How often chronik began. */
  begun = 0
  /** Last position that is archived, as chronik said it last. */
  archivedTo = 0
  private wanted = false
  private working: Promise<void> = Promise.resolve()

  constructor(private readonly rig: Rig) {}

  begin(): void {
    this.wanted = true
    this.working = this.work()
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    if (!this.wanted) return
    this.wanted = false
    await this.working
    for (const end = Date.now() + DONE_WITHIN_MS; Date.now() < end; await sleep(EVERY_MS)) {
      const looked = await this.look()
      if (looked && looked.state !== 'running') return
    }
  }

  private async work(): Promise<void> {
    while (this.wanted) {
      if (await this.look()) {
        const asked = await this.ask('POST', { before: this.archivedTo + PARTITION + 1, by: 'person/owner' })
        if (asked?.status === 202) this.begun++
      }
      await sleep(EVERY_MS)
    }
  }

  private async look(): Promise<{ readonly state: string } | undefined> {
    const answer = await this.ask('GET')
    if (!answer?.ok) return undefined
    const looked = (await answer.json()) as { state: string; archived_to: number }
    this.archivedTo = looked.archived_to
    return looked
  }

  /** Undefined where chronik is down. */
  private ask(method: string, body?: object): Promise<Response | undefined> {
    return fetch(`${this.rig.chronikUrl}/log/archive`, {
      method,
      headers: { authorization: `Bearer ${this.rig.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => undefined)
  }
}

/** Every page that chronik serves is the log: bodies that lie in Postgres, and those in the segments alone. */
const readAsBefore = async (rig: Rig, log: readonly LogRow[]): Promise<Verdict> => {
  const broken: string[] = []
  for (let after = 0; after < log.length; after += PAGE) {
    const answer = await fetch(`${rig.chronikUrl}/events?order=asc&after=${after}&limit=${PAGE}`, {
      headers: { authorization: `Bearer ${rig.token}` },
    })
    const { events = [] } = (await answer.json()) as { events?: { id: string; position: number; data: unknown }[] }
    const served = new Map(events.map((event) => [event.position, event]))
    for (const { position, id, body } of log.slice(after, after + PAGE)) {
      const event = served.get(position)
      const data = body === '' ? undefined : JSON.stringify((JSON.parse(body) as { data: unknown }).data)
      if (event?.id !== id || JSON.stringify(event.data) !== data) broken.push(`position ${position}: ${answer.status}`)
    }
  }
  return verdict('P2-archive all is read as it was appended', log.length, broken)
}

/** Each range was announced once, the ranges follow each other, and what they hold has no body in Postgres. */
const announcedOnce = async (rig: Rig, archivedTo: number): Promise<Verdict> => {
  const told = await rig.postgres.query<{ body: string }>(
    `select body from chronik.log where type = 'log.archived.v1' order by position`,
  )
  const broken: string[] = []
  let to = 0
  for (const { body } of told) {
    // NOTE: an announcement may be archived itself by now; its range is then in the next one's place.
    if (body === '') continue
    const { first, last } = (JSON.parse(body) as { data: { first: number; last: number } }).data
    if (first <= to) broken.push(`positions ${first} to ${last} after ${to}`)
    to = last
  }
  const [{ slim, fat } = { slim: 0, fat: 0 }] = await rig.postgres.query<{ slim: number; fat: number }>(
    `select count(*) filter (where body = '')::integer as slim,
       count(*) filter (where body <> '' and position <= ${archivedTo})::integer as fat from chronik.log`,
  )
  if (slim !== archivedTo || fat > 0) broken.push(`${slim} rows without a body and ${fat} with one up to ${archivedTo}`)
  return verdict('P2-archive each range is archived once', told.length, broken)
}
