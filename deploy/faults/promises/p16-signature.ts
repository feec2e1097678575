import { createHmac } from 'node:crypto'
import { type Verdict, verdict } from '../checker/check.js'
import { fuzz, judgeFuzz } from '../fuzz/fuzz.js'
import { fuzzSecrets, SecretFiles, type Secrets } from '../fuzz/host-secrets.js'
import { WebhookMutants } from '../fuzz/webhooks.js'
import type { Random } from '../rig/random.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, type Outcome, syncOf } from './campaign.js'

/** Deliveries of each run whose body is written anew, with the same meaning, under the signature of the first form. */
const REWRITTEN = 100

/** P16: no delivery enters without the signature of its host over its bytes, whatever else is done to it. */
export const p16: Campaign = {
  id: 'P16',
  title: 'No unsigned webhook enters, and none brings chronik down',
  unit: 'mutants',
  chunk: 100_000,
  short: 3000,
  shortSeconds: 21,
  async run({ n, random, bundles }) {
    const secrets = fuzzSecrets(random)
    const files = new SecretFiles(secrets)
    const rig = await Rig.start({ bundles, consumers: [], services: files.settings })
    try {
      const rewritten = await signAndRewrite(rig, random, secrets)
      const mutants = new WebhookMutants(random, secrets)
      const fuzzed = await fuzz(rig, n, () => mutants.next())
      const ids = new Set([...fuzzed.ids, ...rewritten.ids])
      const [chronik] = rig.chroniks
      const verdicts = [rewritten.verdict, ...(await judgeFuzz(rig, { ...fuzzed, ids }, chronik!))]
      return outcomeOf(await syncOf(rig), fuzzed, verdicts, rig)
    } finally {
      await rig.stop()
      files.remove()
    }
  },
}

/** What a fuzz comes to in the ledger. */
export const outcomeOf = (
  sync: Outcome['sync'],
  { sent, kinds, answers, heapGrowth }: Awaited<ReturnType<typeof fuzz>>,
  verdicts: Verdict[],
  rig: Rig,
): Outcome => ({
  n: sent,
  faults: { ...kinds },
  counts: {
    ...Object.fromEntries(Object.entries(answers).map(([status, count]) => [`answered${status}`, count])),
    heapGrowthMib: Math.round(heapGrowth / 2 ** 20),
  },
  verdicts,
  sync,
  ...(verdicts.some(({ ok }) => !ok) && { logs: rig.lastWords() }),
})

/** A signature covers a body as it was sent, and no other body that means the same. */
const signAndRewrite = async (
  rig: Rig,
  random: Random,
  { github }: Secrets,
): Promise<{ verdict: Verdict; ids: readonly string[] }> => {
  const broken: string[] = []
  const ids: string[] = []
  for (let i = 0; i < REWRITTEN; i++) {
    const payload = { zen: `${i} ${random.next()}`, repository: { full_name: 'acme/shop' }, size: 1.5 }
    // A host may write its JSON as it likes: spaces, escapes, the order of the members, numbers.
    const sent = random.pick([
      JSON.stringify(payload, undefined, 2),
      JSON.stringify(payload).replace('zen', '\\u007aen'),
      JSON.stringify(payload).replace('1.5', '1.50'),
      ` ${JSON.stringify(payload)}\n`,
    ])
    const signature = `sha256=${createHmac('sha256', github).update(sent).digest('hex')}`
    const forged = await deliver(rig, JSON.stringify(JSON.parse(sent)), signature)
    if (forged.status !== 401) broken.push(`other bytes under a signature: ${forged.status}`)
    const taken = await deliver(rig, sent, signature)
    if (taken.status !== 202) broken.push(`signed as sent: ${taken.status}`)
    ids.push(...taken.events)
  }
  return { verdict: verdict('P16 a signature covers bytes', 2 * REWRITTEN, broken), ids }
}

const deliver = async (rig: Rig, body: string, signature: string): Promise<{ status: number; events: string[] }> => {
  const answer = await fetch(`${rig.chronikUrl}/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': String(Math.random()),
      'x-hub-signature-256': signature,
    },
    body,
  })
  const { events = [] } = (await answer.json()) as { events?: string[] }
  return { status: answer.status, events }
}
