import { Injectable } from '@nestjs/common'
import type { Appended, Refusal } from '@heimgewebe/mesh'
import { fields } from '../decisions/payload-fields.js'
import { storable } from '../decisions/storable-text.js'
import { UnreadableError } from '../decisions/read-cloudevents.js'
import { LetterBox } from '../io/spool/letter-box.js'
import { type Door, understand } from './read-letter.js'

/** Doors for reports of tools. */
export const REPORT_DOORS = ['alertmanager', 'sentry', 'ci', 'cdevents'] as const satisfies readonly Door[]

/** A door for reports. */
export type ReportDoor = (typeof REPORT_DOORS)[number]

/** What the sender may say beside the body, in the query, at each door. */
const NOTES: Readonly<Record<ReportDoor, readonly string[]>> = {
  alertmanager: ['repository', 'service'],
  sentry: ['repository', 'service'],
  ci: ['repository', 'sha', 'pipeline', 'branch', 'number', 'run', 'url', 'outcome', 'finished_at'],
  cdevents: [],
}

/** What became of a report. */
export type Taken =
  | { readonly ok: true; readonly appended: readonly Appended[]; readonly skipped: number; readonly spooled?: true }
  | { readonly ok: false; readonly refusal: Refusal }

const MAX_NOTE = 2000

/** Takes what monitors and build servers report. Text in it is data: it is cut and kept, never read as anything else. */
@Injectable()
export class ReportIntake {
  constructor(private readonly letters: LetterBox) {}

  /** Translates and appends one report. Throws `UnreadableError` where nothing in it can be understood. */
  async take(door: ReportDoor, body: Buffer, query: unknown): Promise<Taken> {
    const letter = { door, received: new Date().toISOString(), notes: notesOf(door, query), body }
    // Understood before it may wait: what is spooled has an answer already.
    const { drafts, skipped } = understand(letter)
    if (drafts.length === 0) return { ok: true, appended: [], skipped }
    const posted = await this.letters.post(letter)
    if (posted.state === 'refused') return { ok: false, refusal: posted.refusal }
    if (posted.state === 'spooled') return { ok: true, appended: [], skipped, spooled: true }
    return { ok: true, appended: posted.appended, skipped }
  }
}

const notesOf = (door: ReportDoor, query: unknown): Record<string, string> => {
  const asked = fields(query)
  const notes: Record<string, string> = {}
  for (const name of NOTES[door]) {
    const value = asked.text(name)
    if (value === undefined) continue
    if (value.length > MAX_NOTE) throw new UnreadableError(`${name} is longer than ${MAX_NOTE} characters`)
    notes[name] = storable(value)
  }
  if (notes['finished_at'] !== undefined) notes['finished_at'] = instant(notes['finished_at'])
  return notes
}

const instant = (text: string): string => {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new UnreadableError('finished_at is not a time such as 2026-03-01T10:00:00Z')
  return new Date(ms).toISOString()
}
