import { createHash } from 'node:crypto'
import { type AnyDraft, type CloudEvent, complete } from '@heimgewebe/contracts'
import { readReport } from '@heimgewebe/reports'
import { describeAlerts, type Incidents, isNotification, type Known } from '../decisions/describe-alerts.js'
import { describeErrorReport } from '../decisions/describe-error-report.js'
import { describeReport } from '../decisions/describe-report.js'
import { fields } from '../decisions/payload-fields.js'
import { isCdevent, readCdevent } from '../decisions/read-cdevent.js'
import { UnreadableError } from '../decisions/read-cloudevents.js'
import type { Host } from '../decisions/recognise-host.js'
import { translateDelivery } from '../decisions/translate-delivery.js'
import type { Letter } from '../io/spool/letter-box.js'

/** Doors that letters come to. */
export type Door = 'webhook' | 'alertmanager' | 'sentry' | 'ci' | 'cdevents'

/** Events of a letter, and how many of its entries could not be understood. Throws `UnreadableError` where nothing can. */
export const understand = (letter: Letter): Incidents => READERS[letter.door as Door](letter)

/** The same, ready to be appended. The same letter gives the same events. */
export const readLetter = (letter: Letter): CloudEvent[] => {
  const received = new Date(letter.received)
  return understand(letter).drafts.map((draft) => complete(draft, 'heimgewebe/chronik', received)) as CloudEvent[]
}

const READERS: Readonly<Record<Door, (letter: Letter) => Incidents>> = {
  webhook: ({ body, notes, received }) => {
    const bodySha256 = hashOf(body)
    const { delivery = '', event = '', host = '' } = notes
    const payload = json(body) as Record<string, unknown>
    const facts = { delivery, event, payload, bodySha256, bodyBytes: body.length, received }
    return all(translateDelivery({ ...facts, host: host as Host }))
  },
  alertmanager: ({ body, notes }) => {
    const report = json(body)
    if (!isNotification(report)) throw new UnreadableError('the body has no list of alerts')
    return some(describeAlerts(fields(report), knownOf(notes)))
  },
  sentry: ({ body, notes }) => some(describeErrorReport(fields(json(body)), knownOf(notes))),
  ci: ({ body, notes, received }) => {
    const read = readReport(textOf(body))
    if (read.state === 'refused') throw new UnreadableError(read.reason)
    const { branch, finished_at, number, outcome, pipeline = '', repository = '', run, sha = '', url } = notes
    const made = describeReport(
      {
        repository,
        sha,
        pipeline,
        finished: finished_at ?? received,
        ...(branch === undefined ? {} : { branch }),
        ...(number === undefined ? {} : { number: Number(number) }),
        ...(outcome === undefined ? {} : { outcome }),
        ...(run === undefined ? {} : { run }),
        ...(url === undefined ? {} : { url }),
      },
      read,
      hashOf(body),
    )
    if ('problem' in made) throw new UnreadableError(made.problem)
    return all([made])
  },
  cdevents: ({ body, received }) => {
    const whole = json(body)
    const events = (Array.isArray(whole) ? whole : [whole]).map((one: unknown) => bare(one))
    return all(
      events.map((event) => {
        const text = Buffer.from(JSON.stringify(event))
        if (!isCdevent(fields(event).at('context').text('type')))
          throw new UnreadableError('the body is no CDEvent: context.type does not begin with dev.cdevents')
        return readCdevent({ event: fields(event), bodySha256: hashOf(text), bodyBytes: text.length, received })
      }),
    )
  },
}

/** A CDEvent stands alone, or as the data of a CloudEvent. */
const bare = (event: unknown): unknown => (fields(event).has('context') ? event : fields(event).at('data').raw())

const all = (drafts: readonly AnyDraft[]): Incidents => ({ drafts, skipped: 0 })

const some = (found: Incidents): Incidents => {
  if (found.drafts.length > 0 || found.skipped === 0) return found
  throw new UnreadableError(`none of the ${found.skipped} entries names when it began and what it is about`)
}

const knownOf = ({ repository, service }: Letter['notes']): Known => ({ repository, service })

const hashOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex')

const json = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new UnreadableError('the body is not JSON', { cause })
  }
}

/** UTF-8, or UTF-16 with its mark, as some build servers on Windows write it. */
const textOf = (body: Buffer): string => {
  const encoding =
    body[0] === 0xff && body[1] === 0xfe ? 'utf-16le' : body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(body)
}
