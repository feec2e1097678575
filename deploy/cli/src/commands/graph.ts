import { fileSubject, repositoryName } from '../client/graph-subject.js'
import type { Context } from '../context.js'
import { EXIT } from '../failure.js'
import { meshApi } from '../job/mesh-api.js'
import {
  printCoChanges,
  printHistory,
  printHotspots,
  printOwners,
  printPath,
  type CoChanges,
  type History,
  type Hotspots,
  type Owners,
  type Path,
} from '../output/print-graph.js'

/** Options of every question to the graph. */
export interface GraphOptions {
  /** A past moment: a time, or a position of the log. */
  readonly at?: string
  readonly limit?: number
}

const ask = async <T>({ terminal, json }: Context, answer: Promise<T>, print: (answer: T) => void): Promise<T> => {
  const found = await answer
  if (json) terminal.json(found)
  else print(found)
  return found
}

/** `heimgewebe history <file>`: what happened to a file, renames followed. */
export const history = async (context: Context, typed: string, { at, limit }: GraphOptions): Promise<number> => {
  const api = await meshApi(context)
  const file = await fileSubject(api, typed)
  const answer = api.leitstand.get<History>('/api/graph/history', { file, at, limit })
  await ask(context, answer, (found) => printHistory(context.terminal, found))
  return EXIT.fine
}

/** `heimgewebe path <from> <to>`: how two things are linked; exit code 1 when they are not. */
export const path = async (context: Context, from: string, to: string, { at }: GraphOptions): Promise<number> => {
  const api = await meshApi(context)
  const ends = { from: await fileSubject(api, from), to: await fileSubject(api, to) }
  const answer = api.leitstand.get<Path>('/api/graph/path', { ...ends, max: 6, at })
  const { found } = await ask(context, answer, (one) => printPath(context.terminal, one))
  return found ? EXIT.fine : EXIT.findings
}

/** `heimgewebe owners <file|area>`: who changed it, the newer the weightier; an area is named as area/owner/name/area or with --area. */
export const owners = async (
  context: Context,
  typed: string,
  { at, limit, area }: GraphOptions & { readonly area?: boolean },
): Promise<number> => {
  const api = await meshApi(context)
  const about = await fileSubject(api, typed, area ? 'area' : 'file')
  const answer = api.leitstand.get<Owners>('/api/graph/owners', { about, at, limit })
  await ask(context, answer, (found) => printOwners(context.terminal, found))
  return EXIT.fine
}

/** `heimgewebe hotspots [repo]`: files that change often and make trouble. */
export const hotspots = async (
  context: Context,
  typed: string | undefined,
  { at, limit, since }: GraphOptions & { readonly since?: string },
): Promise<number> => {
  const api = await meshApi(context)
  const repository = await repositoryName(api, typed)
  const answer = api.leitstand.get<Hotspots>('/api/graph/hotspots', { repository, at, limit, since })
  await ask(context, answer, (found) => printHotspots(context.terminal, found))
  return EXIT.fine
}

/** `heimgewebe cochange <file>`: files that change with it. */
export const cochange = async (context: Context, typed: string, { at, limit }: GraphOptions): Promise<number> => {
  const api = await meshApi(context)
  const file = await fileSubject(api, typed)
  const answer = api.leitstand.get<CoChanges>('/api/graph/cochanges', { file, at, limit })
  await ask(context, answer, (found) => printCoChanges(context.terminal, found))
  return EXIT.fine
}
