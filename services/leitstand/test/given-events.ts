import { type Draft, type EventData, deriveId, draft } from '@heimgewebe/contracts'

/** The repository of the tests. */
export const REPOSITORY = 'acme/shop'

const sha = (n: number): string => n.toString(16).padStart(40, '0')
const at = (n: number): string => new Date(Date.UTC(2026, 2, 1) + n * 60_000).toISOString()

/** Subject of the nth commit. */
export const changeOf = (n: number): string => `change/${REPOSITORY}/${sha(n)}`

/** The nth commit. */
export const commit = (n: number, more: Partial<EventData['change.recorded.v1']> = {}): Draft<'change.recorded.v1'> =>
  draft('change.recorded.v1', {
    subject: changeOf(n),
    id: deriveId(Date.UTC(2026, 2, 1) + n, `commit ${n}`),
    time: at(n),
    data: {
      repository: REPOSITORY,
      change: changeOf(n),
      sha: sha(n),
      parents: [],
      author: { name: 'Ada' },
      authored_at: at(n),
      committed_at: at(n),
      title: `commit ${n}`,
      added: n,
      deleted: 0,
      files: [],
      ...more,
    },
  })

/** An open change request. */
export const opened = (number: number, more: Partial<EventData['pr.opened.v1']> = {}): Draft<'pr.opened.v1'> =>
  draft('pr.opened.v1', {
    subject: `pr/${REPOSITORY}/${number}`,
    time: at(number),
    data: {
      repository: REPOSITORY,
      number,
      branch: `branch-${number}`,
      base_branch: 'main',
      head: sha(number),
      title: `request ${number}`,
      author: { name: 'Grace' },
      added: 5,
      deleted: 1,
      files_known: true,
      files: [],
      ...more,
    },
  })

/** A judgement of a change, resting on an event. */
export const assessed = (
  change: string,
  percentile: number,
  more: Partial<EventData['risk.assessed.v1']> = {},
): Draft<'risk.assessed.v1'> =>
  draft('risk.assessed.v1', {
    subject: change,
    time: at(1),
    data: {
      repository: REPOSITORY,
      change,
      percentile,
      probability: 0.2,
      level: percentile >= 90 ? 'high' : percentile >= 70 ? 'medium' : 'low',
      signal: 'learned',
      reasons: [
        {
          kind: 'file-incidents',
          text: 'src/a.ts was part of an incident',
          events: [deriveId(Date.UTC(2026, 2, 1) + 1, 'commit 1')],
        },
      ],
      baseline: { name: 'lines added', value: 5, percentile: 40 },
      areas: ['auth'],
      open: change.startsWith('pr/'),
      model: 'test 1',
      ...more,
    },
  })

/** A repository that is known. */
export const registered = (): Draft<'repository.registered.v1'> =>
  draft('repository.registered.v1', {
    subject: `repository/${REPOSITORY}`,
    data: { repository: REPOSITORY, location: '/shop', default_branch: 'main', shallow: false },
  })

/** A merged change request. */
export const merged = (number: number, mergeSha: string): Draft<'pr.merged.v1'> =>
  draft('pr.merged.v1', {
    subject: `pr/${REPOSITORY}/${number}`,
    data: {
      repository: REPOSITORY,
      number,
      title: `request ${number}`,
      merge_sha: mergeSha,
      strategy: 'squash',
      merged_at: at(90),
    },
  })
