import type { JSONColumnType, Selectable } from 'kysely'

/** Something that happened, as it is kept. */
export interface HappeningJson {
  readonly event: string
  readonly atMs: number
}

/** What is told of a change, an issue or an incident, as far as the store looks into it. */
export interface FactsJson {
  readonly subject: string
}

/** Tables of epics, as kysely sees them. */
export interface EpicTables {
  epic: {
    epic: string
    title: string
    repository: string | null
    issue: string | null
    by: string | null
    /** The latest opening; the alarm is named after it. */
    opened: string
    opened_ms: number
    closed: JSONColumnType<HappeningJson & { by?: string }> | null
    /** Latest moment that an alarm told, in Unix milliseconds. */
    clock_ms: number
    /** What was last said of it. */
    assessed: JSONColumnType<Record<string, unknown>> | null
  }
  /** What belongs to an epic, or was taken out of it by a person. */
  epic_link: {
    epic: string
    subject: string
    by: string | null
    reason: string | null
    how: 'hand' | 'text' | 'cause'
    event: string
    events: JSONColumnType<readonly string[]>
    gone: boolean
  }
  /** Epics and issues that a text names, whether there is such an epic yet or not. */
  epic_mention: { subject: string; name: string; event: string }
  /** What the events tell of every change, issue and incident. */
  epic_facts: {
    subject: string
    /** Its branch and its commit, and what must come first: their events concern it. */
    related: string[]
    facts: JSONColumnType<FactsJson>
  }
  /** What went wrong with changes. */
  epic_trouble: { change: string; event: string; trouble: JSONColumnType<Record<string, unknown>> }
  /** Clusters of like problems of any repository, as they were told last. */
  epic_alike: {
    cluster: string
    repository: string
    label: string
    members: string[]
    events: string[]
    event: string
  }
  /** Warnings of open changes, given or kept for the record. */
  epic_warning: { change: string; event: string; warned: JSONColumnType<WarnedJson> }
}

/** A warning as it is kept. */
export interface WarnedJson {
  readonly epic: string
  readonly change: string
  readonly label: string
  readonly keys: readonly string[]
  readonly of: readonly string[]
  readonly said: boolean
  readonly text: string
  readonly event: string
  readonly atMs: number
}

/** An epic as it is kept. */
export type EpicRow = Selectable<EpicTables['epic']>
/** A link as it is kept. */
export type LinkRow = Selectable<EpicTables['epic_link']>
