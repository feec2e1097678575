import { Answer, present } from '../answer.js'
import type { HostChange, HostRun } from '../models.js'
import { type HostClient, part } from '../net/host-client.js'
import { readPages } from '../net/pages.js'
import type { Adapter } from '../provider.js'
import { githubFacts as facts } from './github-facts.js'
import { githubWriting } from './github-writing.js'
import { checkedCommit, outcomeOf, ownerAndName, readAll, readSince } from './reading.js'
import { writing } from './writing.js'
import type { Found } from './writing-parts.js'

/** Both hosts cut a page at 50 unless their owner raised it. */
const PAGE = 50

/** Gitea 1.22 and later, and Forgejo 7 and later: REST API v1. */
export const gitea = (client: HostClient, kind: 'gitea' | 'forgejo'): Adapter => {
  const repo = (repository: string): string => `repos/${ownerAndName(repository)}`
  const list = (path: string, query: Record<string, string | number> = {}) => ({
    path,
    query: { ...query, limit: PAGE },
  })

  return {
    kind,
    besides: ['clone', 'webhooks'],
    calls: {
      async repository(repository) {
        const path = repo(repository)
        const one = new Answer((await client.call({ path })).json, `${client.name}: ${path}`)
        return {
          identity: one.needText('full_name'),
          defaultBranch: one.needText('default_branch'),
          location: one.needText('clone_url'),
        }
      },
      changes: (repository, since) =>
        readSince(client, list(`${repo(repository)}/pulls`, { state: 'all', sort: 'recentupdate' }), since, {
          read: (one): HostChange => facts.change(one),
          moment: (one) => one.updatedAt,
          order: 'newest first',
        }),
      changeFiles: (repository, change) =>
        readAll(client, list(`${repo(repository)}/pulls/${part(change)}/files`), facts.file),
      reviews: (repository, change) =>
        readAll(client, list(`${repo(repository)}/pulls/${part(change)}/reviews`), (one) => {
          const review = facts.review(one, change)
          return review !== undefined && one.flag('dismissed') ? { ...review, verdict: 'dismissed' } : review
        }),
      comments: (repository, since) =>
        readSince(client, list(`${repo(repository)}/issues/comments`, { since: since.since }), since, {
          read: facts.comment,
          moment: (one) => one.updatedAt,
        }),
      runs: (repository, since) =>
        // Newest first by when they were made: a run that ends late stands behind younger ones, so all pages are read.
        readSince(client, list(`${repo(repository)}/actions/tasks`), since, {
          read: task,
          moment: (one) => one.finishedAt,
          list: (json) => (json as Record<string, unknown> | null)?.['workflow_runs'],
        }),
      async statuses(repository, sha) {
        const commit = checkedCommit(sha)
        const path = `${repo(repository)}/commits/${commit}/statuses`
        const all = await readAll(client, list(path, { sort: 'recentupdate' }), (one) => facts.status(one, commit))
        return all.reverse()
      },
      issues: (repository, since) =>
        readSince(
          client,
          list(`${repo(repository)}/issues`, { state: 'all', type: 'issues', since: since.since }),
          since,
          { read: facts.issue, moment: (one) => one.updatedAt },
        ),
      releases: (repository, since) =>
        readSince(client, list(`${repo(repository)}/releases`), since, {
          read: facts.release,
          moment: (one) => one.publishedAt,
        }),
      commits: (repository, branch, since) =>
        readSince(client, list(`${repo(repository)}/commits`, { sha: branch }), since, {
          read: facts.commit,
          moment: (one) => one.committedAt,
          order: 'newest first',
        }),
      ...writing(
        githubWriting(client, repo, {
          page: { limit: PAGE },
          creator: 'created_by',
          findChanges: (repository, branch, read) => changesFrom(client, repo(repository), branch, read),
        }),
      ),
    },
  }
}

/** A job of Actions: its status is its outcome. */
const task = (one: Answer): HostRun | undefined => {
  const outcome = outcomeOf(one.text('status'))
  const sha = one.text('head_sha')
  if (sha === undefined) return undefined
  return {
    id: one.needId('id'),
    name: one.text('name') ?? one.text('workflow_id') ?? '',
    sha,
    outcome,
    finishedAt: one.needTime('updated_at'),
    ...present({
      branch: one.text('head_branch'),
      startedAt: one.time('run_started_at') ?? one.time('created_at'),
      url: one.text('url'),
    }),
  }
}

/** These hosts cannot be asked by branch: all open changes are looked through, and of the closed ones the latest page. */
const changesFrom = async (
  client: HostClient,
  repo: string,
  branch: string,
  read: (one: Answer) => Found | undefined,
): Promise<Found[]> => {
  const matching = (values: readonly unknown[]): Found[] =>
    values.flatMap((value) => {
      const one = new Answer(value, `${client.name}: ${repo}/pulls`)
      return one.at('head').text('ref') === branch ? (read(one) ?? []) : []
    })
  const call = (state: string) => ({ path: `${repo}/pulls`, query: { state, sort: 'recentupdate', limit: PAGE } })
  const open = await readPages(client, call('open'))
  const closed = await readPages(client, call('closed'), { goOn: () => false })
  return [...matching(open.items), ...matching(closed.items)]
}
