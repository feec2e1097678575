import { deriveId, type Draft, type EventType } from '@heimgewebe/contracts'
import { clean } from './storable-text.js'

/** Largest data of an event in bytes of its JSON: what is left of 256 KiB after the envelope. */
const MAX_DATA_BYTES = 250_000

/** RFC 3339 in UTC of a Unix time in seconds. */
export const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** A person as events name one; a mail address is left out where there is none. */
export const person = ({ name, email }: { readonly name: string; readonly email: string }) => ({
  name: clean(name, 300),
  ...(email === '' ? {} : { email: clean(email, 300) }),
})

/** The actor of an event that a person caused, when it is known who that is. */
export const actorOf = ({ name, email }: { readonly name: string; readonly email: string }): { actor?: string } => {
  const who = clean(email || name, 300).trim()
  return who === '' ? {} : { actor: `person/${who}` }
}

/**
 * The draft with the id that the same fact always gets: reading a repository again, or going on after a kill, appends
 * nothing twice. `seed` names the fact within its repository and type.
 */
export const identified = <T extends EventType>(draft: Draft<T>, seconds: number, seed: string): Draft<T> => {
  const { repository } = draft.data as { readonly repository?: string }
  return { ...draft, time: timeOf(seconds), id: deriveId(seconds * 1000, `${repository}|${draft.type}|${seed}`) }
}

/**
 * When something was seen. At the first look at a repository this is the date of its head, so that a second first look
 * gives the same events; later it is the time of looking, and the mark tells apart what goes and comes back.
 */
export interface Moment {
  /** Unix time in seconds. */
  readonly seconds: number
  /** Empty at the first look. */
  readonly mark: string
}

interface Sized {
  readonly body?: string
  readonly files: readonly FileFact[]
  readonly files_omitted?: number
  readonly identifiers?: { readonly added: readonly string[]; readonly deleted: readonly string[] }
}

interface FileFact {
  readonly path: string
  readonly old_path?: string
  readonly hunks?: readonly unknown[]
}

/** Hunks kept of a file, from the first try to the last. */
const HUNK_STEPS = [100, 30, 10, 3, 0]

/**
 * Trims what says least until the event fits: identifiers, hunks of files with many, then files at the end, then the text. The counts
 * of lines stay those of the whole change.
 */
export const fitted = <Data extends Sized>(data: Data): Data => {
  if (fits(data)) return data
  const { identifiers: _, ...rest } = data
  let result = rest as Data
  for (const hunks of HUNK_STEPS) {
    if (fits(result)) return result
    result = { ...result, files: result.files.map((file) => trimmed(file, hunks)) }
  }
  while (!fits(result) && result.files.length > 1) {
    const kept = Math.trunc(result.files.length / 2)
    const omitted = (result.files_omitted ?? 0) + result.files.length - kept
    result = { ...result, files: result.files.slice(0, kept), files_omitted: omitted }
  }
  if (!fits(result) && result.body !== undefined) return { ...result, body: clean(result.body, 2000) }
  return result
}

const trimmed = (file: FileFact, hunks: number): FileFact =>
  (file.hunks?.length ?? 0) > hunks ? { ...file, hunks: file.hunks?.slice(0, hunks) ?? [] } : file

// The rough size is never below the true one, so most events need no second look.
const fits = (data: Sized): boolean => roughSize(data) <= MAX_DATA_BYTES || jsonBytes(data) <= MAX_DATA_BYTES

/** An upper bound of the JSON of a change's data in bytes, without writing it. */
export const roughSize = ({ body, files, identifiers }: Sized): number => {
  let size = 16_384 + 6 * (body?.length ?? 0)
  for (const name of [...(identifiers?.added ?? []), ...(identifiers?.deleted ?? [])]) size += name.length + 3
  for (const { path, old_path: before, hunks } of files)
    size += 100 + 6 * (path.length + (before?.length ?? 0)) + 300 * (hunks?.length ?? 0)
  return size
}

const jsonBytes = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length
