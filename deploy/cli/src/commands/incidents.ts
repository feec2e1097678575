import { userInfo } from 'node:os'
import { append } from '../client/event.js'
import { clientOf, type Context, stackFlag } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { type Incident, printIncidents, printRoom, type Room } from '../output/print-incidents.js'
import { harmless } from '../output/terminal.js'

/** Options of `heimgewebe incidents`. */
export interface IncidentsOptions {
  readonly repository?: string
  readonly state?: string
  readonly limit?: number
}

/** Options of `heimgewebe incident`. */
export interface IncidentOptions {
  /** The draft of the post-mortem in place of the room. */
  readonly postMortem?: boolean
  /** Have a language model write its prose. */
  readonly prose?: boolean
  /** Suspect that a person confirms or denies: place in the ranking from 1, start of its commit id, or subject. */
  readonly confirm?: string
  readonly deny?: string
  readonly note?: string
}

/** `heimgewebe incidents`: the latest first; exit code 1 when one is not over. */
export const incidents = async (context: Context, { repository, state, limit }: IncidentsOptions): Promise<number> => {
  const { terminal, json } = context
  const leitstand = await clientOf(context, 'leitstand')
  const found = await leitstand.get<readonly Incident[]>('/api/incidents', { repository, state, limit })
  if (json) terminal.json({ incidents: found })
  else printIncidents(terminal, found)
  return found.some(({ resolved_at: over }) => over === undefined) ? EXIT.findings : EXIT.fine
}

/** `heimgewebe incident <id>`: its room, or the draft of its post-mortem. `<id>` is its subject, `incident/` may be left out. */
export const incident = async (context: Context, id: string, options: IncidentOptions): Promise<number> => {
  const { postMortem, prose, confirm, deny } = options
  const { terminal, json } = context
  const leitstand = await clientOf(context, 'leitstand')
  const path = `/api/incidents/${encodeURIComponent(id)}`
  if (postMortem) {
    const text = await leitstand.text(`${path}/post-mortem`)
    if (json) terminal.json({ post_mortem: text })
    else terminal.print(text.split('\n').map(harmless).join('\n'))
    return EXIT.fine
  }
  if (prose) {
    const receipt = await leitstand.post<{ id: string }>(`${path}/prose`, {})
    if (json) terminal.json({ event: receipt.id })
    else terminal.print('wanted; a model is asked, and what it writes is in the room of the incident')
    return EXIT.fine
  }
  const room = await leitstand.get<Room>(path)
  if (confirm !== undefined || deny !== undefined) return judge(context, room, options)
  if (json) terminal.json(room)
  else printRoom(terminal, room)
  return EXIT.fine
}

/** Says of a suspect that it was the cause, or that it was not. */
const judge = async (context: Context, room: Room, { confirm, deny, note }: IncidentOptions): Promise<number> => {
  const { terminal, json } = context
  if (confirm !== undefined && deny !== undefined)
    throw new Failure('a suspect is confirmed or denied, not both', EXIT.usage, 'Say the one, then the other.')
  const named = confirm ?? deny ?? ''
  const { ranking, subject, repository } = room
  const suspects = ranking?.suspects ?? []
  const fitting = /^[1-9]\d?$/.test(named)
    ? suspects.slice(Number(named) - 1, Number(named))
    : suspects.filter((one) => one.subject === named || one.request === named || shaOf(one).startsWith(named))
  const [suspect] = fitting
  if (ranking === undefined || suspect === undefined || fitting.length > 1)
    throw new Failure(
      `${named} is ${fitting.length > 1 ? 'more than one' : 'none'} of the ${suspects.length} suspects of ${subject}`,
      EXIT.usage,
      `See "heimgewebe incident ${subject}${stackFlag(context.settings)}".`,
    )
  const chronik = await clientOf(context, 'chronik')
  const verdict = confirm === undefined ? 'deny' : 'confirm'
  const data = {
    about: ranking.event,
    subject,
    ...(repository === undefined ? {} : { repository }),
    verdict,
    change: suspect.subject,
    by: `person/${userInfo().username}`,
    provider: 'cli',
    ...(note === undefined ? {} : { note }),
  } as const
  const event = await append(chronik, 'feedback.given.v1', subject, data, ranking.event)
  if (json) terminal.json({ event })
  else terminal.print(`${verdict === 'confirm' ? 'confirmed' : 'denied'} ${harmless(suspect.title ?? suspect.subject)}`)
  return EXIT.fine
}

const shaOf = ({ subject }: { readonly subject: string }): string => subject.slice(subject.lastIndexOf('/') + 1)
