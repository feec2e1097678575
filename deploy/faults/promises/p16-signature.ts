import { createHmac } from 'node:crypto'
import type { Verdict } from '../checker/check.js'
import { Rig, WEBHOOK_SECRET } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'

/** P16, as far as it is about bytes: a signature covers a body as it was sent, and no other body that means the same. */
export const p16: Campaign = {
  id: 'P16',
  title: 'A signature covers the bytes as they came (the mutants of P16 are in the tests of chronik)',
  unit: 'deliveries',
  chunk: 2000,
  short: 200,
  shortSeconds: 10,
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles, consumers: [] })
    try {
      const faults = new Faults()
      const broken: string[] = []
      for (let i = 0; i < n; i += 2) {
        const payload = { zen: `${i} ${random.next()}`, repository: { full_name: 'acme/shop' }, size: 1.5 }
        // A host may write its JSON as it likes: spaces, escapes, the order of the members, numbers.
        const sent = random.pick([
          JSON.stringify(payload, undefined, 2),
          JSON.stringify(payload).replace('zen', '\\u007aen'),
          JSON.stringify(payload).replace('1.5', '1.50'),
          ` ${JSON.stringify(payload)}\n`,
        ])
        const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(sent).digest('hex')}`
        const other = JSON.stringify(JSON.parse(sent))
        const forged = await deliver(rig, other, signature)
        if (forged !== 401) broken.push(`other bytes under a signature: ${forged}`)
        const taken = await deliver(rig, sent, signature)
        if (taken !== 202) broken.push(`signed as sent: ${taken}`)
        faults.count('same meaning in other bytes')
        faults.count('signed as sent')
      }
      const outcome = await judge(rig, faults.landed, { sources: ['heimgewebe/chronik'] }, restMs)
      const verdict: Verdict = {
        id: 'P16 a signature covers bytes',
        n,
        ok: broken.length === 0,
        ...(broken.length > 0 && { detail: `${broken.length}: ${broken[0]}` }),
      }
      return { ...outcome, verdicts: [...outcome.verdicts, verdict] }
    } finally {
      await rig.stop()
    }
  },
}

const deliver = async (rig: Rig, body: string, signature: string): Promise<number> => {
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
  await answer.arrayBuffer()
  return answer.status
}
