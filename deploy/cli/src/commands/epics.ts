import { giveCommand } from '../client/give-command.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { type Epic, type EpicBrief, printEpic, printEpics } from '../output/print-epics.js'
import { harmless } from '../output/terminal.js'

/** Options of `heimgewebe epics`. */
export interface EpicsOptions {
  readonly repository?: string
  readonly state?: string
  readonly limit?: number
}

/** Options of `heimgewebe epics open`. */
export interface OpenOptions {
  /** Subject of the issue that describes it. */
  readonly issue?: string
  readonly repository?: string
}

/** `heimgewebe epics`: how they stand; exit code 1 when anything of an open one is blocked or stale. */
export const epics = async (context: Context, { repository, state, limit }: EpicsOptions): Promise<number> => {
  const { terminal, json } = context
  const heimgeist = await clientOf(context, 'heimgeist')
  const { epics: found } = await heimgeist.get<{ epics: readonly EpicBrief[] }>('/epics', { repository, state, limit })
  if (json) terminal.json({ epics: found })
  else printEpics(terminal, found)
  return found.some((one) => one.state === 'open' && one.blocked + one.stale > 0) ? EXIT.findings : EXIT.fine
}

/** `heimgewebe epic <id>`: everything that is known of it, every sentence with its events. */
export const epic = async (context: Context, id: string): Promise<number> => {
  const { terminal, json } = context
  const found = await (await clientOf(context, 'heimgeist')).get<Epic>(`/epics/${encodeURIComponent(id)}`)
  if (json) terminal.json(found)
  else printEpic(terminal, found)
  return EXIT.fine
}

/** `heimgewebe epics open <id> [title]`: opens it, or opens it again. */
export const openEpic = (
  context: Context,
  id: string,
  title: string | undefined,
  { issue, repository }: OpenOptions,
): Promise<number> => {
  if (title?.includes('"')) throw new Failure('a title holds no double quotes', EXIT.usage)
  const area = title === undefined ? id : `"${id}: ${title}"`
  return give(context, `heimgeist /open-epic ${area}`, issue, repository)
}

/** `heimgewebe epics link <id> <what>`: links it; what is linked already stays as it is. */
export const linkEpic = async (context: Context, id: string, what: string): Promise<number> => {
  const known = await (await clientOf(context, 'heimgeist')).get<Epic>(`/epics/${encodeURIComponent(id)}`)
  const linked = [
    ...known.changes.map(({ change }) => change),
    ...[...known.issues, ...known.incidents].map(({ subject }) => subject),
  ]
  if (!linked.includes(what)) return give(context, `heimgeist /link-epic ${id}`, what)
  if (context.json) context.terminal.json({ epic: id, linked: what, already: true })
  else context.terminal.print(`${harmless(what)} belongs to ${harmless(id)} already`)
  return EXIT.fine
}

/** `heimgewebe epics unlink <id> <what>`: takes it out. */
export const unlinkEpic = (context: Context, id: string, what: string): Promise<number> =>
  give(context, `heimgeist /unlink-epic ${id}`, what)

/** `heimgewebe epics close <id>`: closes it. */
export const closeEpic = (context: Context, id: string): Promise<number> => give(context, `heimgeist /close-epic ${id}`)

/** Gives a command, and tells what heimgeist made of it. */
const give = async (context: Context, text: string, about?: string, repository?: string): Promise<number> => {
  const { terminal, json } = context
  const answer = await giveCommand(
    context,
    { text, about, repository },
    /^epic\.(?:opened|linked|attached|unlinked|closed)\./,
  )
  if (json) terminal.json(answer)
  else
    terminal.print(`${SAID[answer.type] ?? answer.type}: ${harmless(about ?? (answer.data as { epic: string }).epic)}`)
  return EXIT.fine
}

const SAID: Readonly<Record<string, string>> = {
  'epic.opened.v1': 'opened',
  'epic.linked.v1': 'linked',
  'epic.attached.v1': 'linked',
  'epic.unlinked.v1': 'taken out',
  'epic.closed.v1': 'closed',
}
