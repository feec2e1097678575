import type { EventData, MeshEvent } from '@heimgewebe/contracts'

type Mining = EventData['mining.finished.v1']

/** What the fixes of a repository took out of its code, as it was found last. Constructs are hostile text. */
export interface MiningShown extends Pick<Mining, 'verdict' | 'reason' | 'refused'> {
  /** Event that tells it. */
  readonly event: string
  /** RFC 3339. */
  readonly at: string
  /** Without the texts of the rules: those are at the rules. */
  readonly rules: readonly (Pick<Mining['rules'][number], 'rule' | 'language' | 'construct' | 'silent_on'> & {
    readonly fires_on: number
  })[]
  readonly cases_read: number
  readonly good_read: number
  readonly files_unread: number
}

/** The latest mining of a repository, for people. */
export const showMining = ({ id, time, data }: MeshEvent<'mining.finished.v1'>): MiningShown => ({
  event: id,
  at: time,
  verdict: data.verdict,
  reason: data.reason,
  rules: data.rules.map(({ rule, language, construct, silent_on, fires_on }) => ({
    rule,
    language,
    construct,
    silent_on,
    fires_on: fires_on.length,
  })),
  refused: data.refused,
  cases_read: data.cases_read ?? 0,
  good_read: data.good_read ?? 0,
  files_unread: data.files_unread ?? 0,
})
