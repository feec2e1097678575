import { setTimeout as sleep } from 'node:timers/promises'
import { type Verdict, verdict } from '../checker/check.js'
import { FuzzClient } from '../fuzz/client.js'
import { fuzzSecrets, SecretFiles } from '../fuzz/host-secrets.js'
import type { Mutant } from '../fuzz/mutant.js'
import { WebhookMutants } from '../fuzz/webhooks.js'
import type { Random } from '../rig/random.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'
import { drained } from './spool.js'

/** Deliveries that are caught before the replays begin. */
const CAUGHT = 400
/** Requests under way at the same time. */
const AT_ONCE = 16
/** Longest wait for one delivery to be taken, in milliseconds. */
const TAKEN_WITHIN_MS = 60_000

/** P17: what was delivered once is delivered again and again, under fresh ids, also while chronik or Postgres is killed. */
export const p17: Campaign = {
  id: 'P17',
  title: 'A delivery that is sent again changes nothing, whatever its id and whatever falls meanwhile',
  unit: 'replays',
  chunk: 25_000,
  short: 800,
  shortSeconds: 42,
  async run({ n, random, bundles, restMs }) {
    const secrets = fuzzSecrets(random)
    const files = new SecretFiles(secrets)
    const rig = await Rig.start({ bundles, services: files.settings })
    const client = new FuzzClient(rig.ports.chronik, AT_ONCE)
    try {
      const mutants = new WebhookMutants(random, secrets)
      // What is twisted beyond reading is refused for good, and nothing to send again.
      const sent = Array.from({ length: CAUGHT }, () => mutants.genuine())
      const broken = new Set((await sendAll(client, sent.values())).map(({ mutant }) => mutant))
      const caught = sent.filter((mutant) => !broken.has(mutant))
      await drained(rig)
      const before = await told(rig)
      const faults = new Faults()
      const kills = strikes(rig, random, faults, n)
      const refused = await sendAll(client, replays(mutants, caught, random, n, kills))
      faults.count('replayed', n)
      await rig.ready()
      await drained(rig)
      const outcome = await judge(rig, faults.landed, { sources: ['heimgewebe/chronik'] }, restMs)
      const after = await told(rig)
      const news = [...after].filter(([id]) => !before.has(id)).map(([id, type]) => `${id} ${type}`)
      const verdicts: Verdict[] = [
        ...outcome.verdicts,
        verdict('P17 a replay changes nothing', n, news),
        verdict('P17 a replay raises no alarm', n, alarmsOf(rig)),
        verdict('P17 most were taken at first', CAUGHT, caught.length >= CAUGHT / 2 ? [] : [`only ${caught.length}`]),
        verdict(
          'P17 a replay is taken',
          n,
          refused.map(({ mutant: { kind, path }, said }) => `${kind} ${path}: ${said}`),
        ),
      ]
      return { ...outcome, n, counts: { ...outcome.counts, caught: caught.length }, verdicts }
    } finally {
      client.close()
      await rig.stop()
      files.remove()
    }
  },
}

/** Replays of what was caught, one after the other; `sent` is told the number of each. */
function* replays(
  mutants: WebhookMutants,
  caught: readonly Mutant[],
  random: Random,
  n: number,
  sent: (count: number) => void,
): Generator<Mutant> {
  for (let count = 1; count <= n; count++) {
    sent(count)
    yield mutants.resent(random.pick(caught))
  }
}

/** Kills chronik twice and Postgres once on the way, at places drawn by lot. */
const strikes = (rig: Rig, random: Random, faults: Faults, n: number): ((count: number) => void) => {
  const plan = new Map(
    [rig.chroniks[0]!, rig.postgres.part, rig.chroniks[0]!].map((part) => [random.int(1, n), part] as const),
  )
  return (count) => {
    const part = plan.get(count)
    if (part?.kill('SIGKILL')) faults.count(`kill ${part.name}`)
  }
}

/** A delivery that was not taken, and what was said. */
interface Refused {
  readonly mutant: Mutant
  readonly said: string
}

/** Sends each until it is taken or refused. A process that was killed does not answer, and one without its database says so. */
const sendAll = async (client: FuzzClient, mutants: Iterator<Mutant>): Promise<Refused[]> => {
  const refused: Refused[] = []
  const lane = async (): Promise<void> => {
    for (let next = mutants.next(); !next.done; next = mutants.next()) {
      const mutant = next.value
      let answer = await client.send(mutant)
      for (const end = Date.now() + TAKEN_WITHIN_MS; [0, 503].includes(answer.status) && Date.now() < end;) {
        await sleep(100)
        answer = await client.send(mutant)
      }
      if (answer.status !== 202) refused.push({ mutant, said: `${answer.status} ${answer.body.slice(0, 200)}` })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return refused
}

/** Lines of chronik that speak of an id with other content. */
const alarmsOf = (rig: Rig): string[] =>
  rig
    .logOf('chronik')
    .split('\n')
    .filter((line) => line.includes('is in the log with other content'))

/** What the log holds: type by id. */
const told = async (rig: Rig): Promise<ReadonlyMap<string, string>> => {
  const rows = await rig.postgres.query<{ id: string; type: string }>('select id, type from chronik.log')
  return new Map(rows.map(({ id, type }) => [id, type]))
}
