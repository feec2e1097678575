import { type Draft, type MeshEvent, type MiningFinishedV1, draft } from '@heimgewebe/contracts'
import { oneLine } from '../make-inert.js'

type Source = MeshEvent<'mining.requested.v1'> | MeshEvent<'mining.started.v1'>

/** What a mining came to. */
export type Mined = Required<
  Pick<MiningFinishedV1, 'rules' | 'refused' | 'cases_read' | 'good_read' | 'files_unread' | 'duration_seconds'>
> &
  Pick<MiningFinishedV1, 'removed'>

/** The one service that asks what fixes took out. */
const ASKER = 'heimgewebe/heimlern'

/** Answers a request with the intent to read the changes, or with the reason why they are not read. */
export const beginMining = (event: MeshEvent<'mining.requested.v1'>): Draft => {
  if (event.source !== ASKER) return reportNotMined(event, 'not_run', `${event.source} may not ask for it`)
  return draft('mining.started.v1', { subject: event.subject, data: { request: event.id, ...event.data } })
}

/** What was found. */
export const reportMined = (event: Source, mined: Mined): Draft<'mining.finished.v1'> =>
  finished(event, { verdict: 'done', reason: sentence(mined), ...mined })

/** Nothing was found out, and why. */
export const reportNotMined = (
  event: Source,
  verdict: Exclude<MiningFinishedV1['verdict'], 'done'>,
  reason: string,
): Draft<'mining.finished.v1'> =>
  finished(event, { verdict, reason: oneLine(reason, 1000), rules: [], refused: [], duration_seconds: 0 })

const finished = (
  event: Source,
  result: Omit<MiningFinishedV1, 'repository' | 'request'>,
): Draft<'mining.finished.v1'> => {
  const started = event as MeshEvent<'mining.started.v1'>
  const request = event.type === 'mining.started.v1' ? started.data.request : event.id
  const { repository } = event.data
  return draft('mining.finished.v1', { subject: event.subject, data: { repository, request, ...result } })
}

const sentence = ({ rules, refused, cases_read: cases, good_read: good, files_unread: unread }: Mined): string => {
  const named = rules.map(({ rule }) => rule).join(', ')
  const found = rules.length === 0 ? 'no rule' : `${rules.length === 1 ? 'a rule' : `${rules.length} rules`} (${named})`
  const first = refused[0]
  const not =
    first === undefined
      ? ''
      : `; ${refused.length} refused, the first because ${oneLine(first.reason, 300)}: ${oneLine(first.construct, 200)}`
  const left = unread === 0 ? '' : `; ${unread} files were not read as a whole`
  return `${oneLine(`${found} from ${cases} repairs and ${good} good changes${not}`, 900)}${left}`
}
