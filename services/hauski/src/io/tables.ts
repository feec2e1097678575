import type { ActionRequestedV1, ActionFinishedV1 } from '@heimgewebe/contracts'
import type { JSONColumnType } from 'kysely'

/** Tables of the read model. */
export interface Tables {
  /** Where a repository is read from and written to. */
  known_repository: { repository: string; location: string; default_branch: string }
  /** What was asked of people. */
  approval_request: { request: string; deadline: string; content_sha256: string | null }
  /** Every answer of a person, also those that do not count. */
  approval: { request: string; answer: string; option: string; content_sha256: string | null; answered_at: string }
  /** What people are told, until its question is over. */
  message: {
    about: string
    repository: string | null
    change: string | null
    title: string
    reasons: JSONColumnType<string[]>
    options: JSONColumnType<{ id: string; label: string }[]>
    deadline: string | null
    /** Question that it is or reminds of. */
    request: string | null
  }
  /** The kill switch, one row. */
  switch: { one: boolean; stopped: boolean }
  /** Every act that was requested, with its result when there is one. */
  action: {
    request: string
    repository: string
    change: string | null
    act: string
    approval: string | null
    requested_at: string
    position: number
    event: JSONColumnType<{ id: string; time: string; data: ActionRequestedV1 }>
    finished_at: string | null
    result: JSONColumnType<ActionFinishedV1> | null
  }
}
