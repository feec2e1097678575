import { clientOf, type Context } from '../context.js'
import { EXIT } from '../failure.js'
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
export const incident = async (context: Context, id: string, { postMortem }: IncidentOptions): Promise<number> => {
  const { terminal, json } = context
  const leitstand = await clientOf(context, 'leitstand')
  const path = `/api/incidents/${encodeURIComponent(id)}`
  if (postMortem) {
    const text = await leitstand.text(`${path}/post-mortem`)
    if (json) terminal.json({ post_mortem: text })
    else terminal.print(text.split('\n').map(harmless).join('\n'))
    return EXIT.fine
  }
  const room = await leitstand.get<Room>(path)
  if (json) terminal.json(room)
  else printRoom(terminal, room)
  return EXIT.fine
}
