import { connect } from '@nats-io/transport-node'
import { type Verdict, verdict } from '../checker/check.js'
import { newEvent } from '../load/event.js'
import type { Rig } from '../rig/rig.js'

const JSON_TYPE = 'application/cloudevents+json'

/** Bodies that must be refused before anything is stored, by what is wrong with them. */
const bodies = (): Record<string, string> => {
  const event = newEvent('urn:faults:poison', 'pr/poison/1', 'plain')
  const text = (changes: object): string => JSON.stringify({ ...event, ...changes })
  return {
    'no JSON': '{"specversion":"1.0",',
    'no object': '[1,2,3]',
    'unknown type': text({ type: 'nothing.known.v1' }),
    'wrong schema': text({ data: { repository: 7 } }),
    'NUL in the subject': text({ subject: 'pr/\u0000/1' }),
    'too large': text({ data: { ...event.data, more: 'x'.repeat(1_000_000) } }),
    'another service': text({ source: 'heimgewebe/sichter' }),
    'no time': text({ time: 'yesterday' }),
    'deeply nested': `${text({}).slice(0, -2)},"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  }
}

/** Knocks at both doors with what must not enter: each is refused, none is stored, and chronik goes on. */
export const knockWithPoison = async (rig: Rig): Promise<Verdict> => {
  const broken: string[] = []
  const all = bodies()
  const nats = await connect({ servers: rig.nats.url.replace('nats://', '') })
  for (const [what, body] of Object.entries(all)) {
    const answer = await fetch(`${rig.chronikUrl}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.token}`, 'content-type': JSON_TYPE },
      body,
    })
    if (answer.status < 400 || answer.status >= 500) broken.push(`${what}: HTTP answers ${answer.status}`)
    const reply = await nats
      .request('chronik.append.poison', `{"events":[${body}]}`, { timeout: 5000 })
      .then((message) => message.json<{ ok: boolean }>())
      .catch((error: unknown) => ({ ok: String(error) }))
    if (reply.ok !== false) broken.push(`${what}: NATS answers ${reply.ok}`)
  }
  await nats.close()
  const stored = await rig.postgres.query(`select 1 from chronik.log where source = 'urn:faults:poison'`)
  if (stored.length > 0) broken.push(`${stored.length} were stored`)
  return verdict('P8 refused at the door', Object.keys(all).length * 2, broken)
}
