import { Answer } from '../answer.js'
import { type HostClient, part } from '../net/host-client.js'
import type { Adapter } from '../provider.js'
import { githubFacts as facts } from './github-facts.js'
import { checkedCommit, ownerAndName, readAll, readSince } from './reading.js'
import { githubWriting } from './github-writing.js'
import { writing } from './writing.js'

const PAGE = 100
/** A run is listed by when it was made, and heard of when it ends: runs that took longer than this are not found. */
const LONGEST_RUN_MS = 24 * 3_600_000

/** GitHub and GitHub Enterprise Server, REST API 2022-11-28, with a fine-grained or classic token. */
export const github = (client: HostClient): Adapter => {
  const repo = (repository: string): string => `repos/${ownerAndName(repository)}`
  const list = (path: string, query: Record<string, string | number> = {}) => ({
    path,
    query: { ...query, per_page: PAGE },
  })
  const asked = async (path: string): Promise<Answer> =>
    new Answer((await client.call({ path })).json, `${client.name}: ${path}`)

  return {
    kind: 'github',
    besides: ['clone', 'webhooks'],
    calls: {
      async repository(repository) {
        const one = await asked(repo(repository))
        return {
          identity: one.needText('full_name'),
          defaultBranch: one.needText('default_branch'),
          location: one.needText('clone_url'),
        }
      },
      changes: (repository, since) =>
        readSince(
          client,
          list(`${repo(repository)}/pulls`, { state: 'all', sort: 'updated', direction: 'desc' }),
          since,
          { read: facts.change, moment: (one) => one.updatedAt, order: 'newest first' },
        ),
      changeFiles: (repository, change) =>
        readAll(client, list(`${repo(repository)}/pulls/${part(change)}/files`), facts.file),
      reviews: (repository, change) =>
        readAll(client, list(`${repo(repository)}/pulls/${part(change)}/reviews`), (one) => facts.review(one, change)),
      async comments(repository, since) {
        const query = { since: since.since, sort: 'updated', direction: 'asc' }
        const read = { read: facts.comment, moment: (one: { updatedAt: string }) => one.updatedAt }
        // Two lists, two marks; they travel as one.
        const [talk, code] = (since.etag ?? ' ').split(' ')
        const first = await readSince(
          client,
          list(`${repo(repository)}/issues/comments`, query),
          marked(since.since, talk),
          read,
        )
        const second = await readSince(
          client,
          list(`${repo(repository)}/pulls/comments`, query),
          marked(since.since, code),
          read,
        )
        const items = [...first.items, ...second.items]
        items.sort((one, other) => Date.parse(one.updatedAt) - Date.parse(other.updatedAt))
        const etag = `${pure(first.etag)} ${pure(second.etag)}`
        return { items, unchanged: first.unchanged && second.unchanged, etag }
      },
      runs: (repository, since) => {
        const made = new Date(Date.parse(since.since) - LONGEST_RUN_MS).toISOString()
        return readSince(
          client,
          list(`${repo(repository)}/actions/runs`, { status: 'completed', created: `>=${made}` }),
          // The list is asked for from a moment that moves, so a mark of it says nothing.
          { since: since.since },
          { read: facts.run, moment: (one) => one.finishedAt, list: under('workflow_runs') },
        )
      },
      async statuses(repository, sha) {
        const commit = checkedCommit(sha)
        const all = await readAll(client, list(`${repo(repository)}/commits/${commit}/statuses`), (one) =>
          facts.status(one, commit),
        )
        return all.reverse()
      },
      checks: (repository, sha) =>
        readAll(client, list(`${repo(repository)}/commits/${checkedCommit(sha)}/check-runs`), facts.run, {
          list: under('check_runs'),
        }),
      issues: (repository, since) =>
        readSince(
          client,
          list(`${repo(repository)}/issues`, { state: 'all', since: since.since, sort: 'updated', direction: 'asc' }),
          since,
          { read: facts.issue, moment: (one) => one.updatedAt },
        ),
      releases: (repository, since) =>
        // Ordered by when the draft was made, which may be long before it is published: all are read.
        readSince(client, list(`${repo(repository)}/releases`), since, {
          read: facts.release,
          moment: (one) => one.publishedAt,
        }),
      commits: (repository, branch, since) =>
        readSince(client, list(`${repo(repository)}/commits`, { sha: branch, since: since.since }), since, {
          read: facts.commit,
          moment: (one) => one.committedAt,
        }),
      ...writing(
        githubWriting(client, repo, {
          page: { per_page: PAGE },
          creator: 'creator',
          findChanges: (repository, branch, read) =>
            readAll(
              client,
              list(`${repo(repository)}/pulls`, { state: 'all', head: `${repository.split('/')[0]}:${branch}` }),
              read,
            ),
        }),
      ),
    },
  }
}

const marked = (since: string, etag: string | undefined) =>
  etag === undefined || etag === '' ? { since } : { since, etag }

/** NOTE: an entity tag holds no blank (RFC 9110), so two can stand in one text; a wrong one is left out. */
const pure = (etag: string | undefined): string => (etag === undefined || etag.includes(' ') ? '' : etag)

const under =
  (name: string) =>
  (json: unknown): unknown =>
    (json as Record<string, unknown> | null)?.[name]
