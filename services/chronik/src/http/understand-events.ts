import { createHash } from 'node:crypto'
import { complete } from '@heimgewebe/contracts'
import { fields } from '../decisions/payload-fields.js'
import { isCdevent, readCdevent } from '../decisions/read-cdevent.js'

/** Events of tools as the log takes them: a CDEvent becomes what it says in the mesh's own words, anything else stays as it is. */
export const understandEvents = (events: readonly unknown[], now: Date): unknown[] =>
  events.map((event) => {
    const own = fields(event)
    if (!isCdevent(own.text('type'))) return event
    const data = own.at('data')
    const text = Buffer.from(JSON.stringify(data.raw()))
    const bodySha256 = createHash('sha256').update(text).digest('hex')
    const draft = readCdevent({ event: data, bodySha256, bodyBytes: text.length, received: now.toISOString() })
    return complete(draft, own.text('source') ?? '', now)
  })
