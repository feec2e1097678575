import { Answer } from '../answer.js'
import { HostError, shown } from '../errors.js'
import type { HostComment, HostRun, Listing, Since } from '../models.js'
import { type HostClient, part } from '../net/host-client.js'
import type { Adapter } from '../provider.js'
import { gitlabFacts as facts } from './gitlab-facts.js'
import { gitlabWriting } from './gitlab-writing.js'
import { checkedCommit, readAll, readSince } from './reading.js'
import { writing } from './writing.js'

const PAGE = 100

/** GitLab 15 and later: REST API v4, with a project, group or personal access token. */
export const gitlab = (client: HostClient): Adapter => {
  const list = (path: string, query: Record<string, string | number> = {}) => ({
    path,
    query: { ...query, per_page: PAGE },
  })
  const updated = (since: Since) => ({ updated_after: since.since, order_by: 'updated_at', sort: 'asc' })
  const changes = (repository: string, since: Since) =>
    readSince(
      client,
      list(`${project(repository)}/merge_requests`, { state: 'all', scope: 'all', ...updated(since) }),
      since,
      { read: facts.change, moment: (one) => one.updatedAt },
    )
  const issues = (repository: string, since: Since) =>
    readSince(client, list(`${project(repository)}/issues`, { scope: 'all', ...updated(since) }), since, {
      read: facts.issue,
      moment: (one) => one.updatedAt,
    })

  return {
    kind: 'gitlab',
    besides: ['clone', 'webhooks'],
    calls: {
      async repository(repository) {
        const path = project(repository)
        const one = new Answer((await client.call({ path })).json, `${client.name}: ${path}`)
        return {
          identity: one.needText('path_with_namespace'),
          defaultBranch: one.needText('default_branch'),
          location: one.needText('http_url_to_repo'),
        }
      },
      changes,
      changeFiles: (repository, change) =>
        readAll(client, list(`${project(repository)}/merge_requests/${part(change)}/diffs`), facts.file),
      async reviews(repository, change) {
        const path = `${project(repository)}/merge_requests/${part(change)}/approvals`
        const one = new Answer((await client.call({ path })).json, `${client.name}: ${path}`)
        return one.list('approved_by').flatMap((approval) => facts.approval(approval, change) ?? [])
      },
      /** No list of all notes of a project: those of what was updated are read. */
      async comments(repository, since): Promise<Listing<HostComment>> {
        const from = { since: since.since }
        const found: HostComment[] = []
        const notes = async (on: HostComment['on'], number: number, url: string | undefined): Promise<void> => {
          const path = `${project(repository)}/${on === 'change' ? 'merge_requests' : 'issues'}/${number}/notes`
          const query = { order_by: 'updated_at', sort: 'desc' }
          const read = (one: Answer): HostComment | undefined => facts.note(one, on, number, url)
          // NOTE: notes of the system are left out by `read`, so a page of them alone does not end the reading.
          const { items } = await readSince(client, list(path, query), from, {
            read,
            moment: (one) => one.updatedAt,
            order: 'newest first',
          })
          found.push(...items)
        }
        for (const one of (await changes(repository, from)).items) await notes('change', one.number, one.url)
        for (const one of (await issues(repository, from)).items) await notes('issue', one.number, one.url)
        found.sort((one, other) => Date.parse(one.updatedAt) - Date.parse(other.updatedAt))
        return { items: found, unchanged: false }
      },
      /** The list does not tell when a pipeline ended; each one that has is asked. */
      async runs(repository, since): Promise<Listing<HostRun>> {
        const path = `${project(repository)}/pipelines`
        const listed = await readSince(client, list(path, updated(since)), since, {
          read: facts.pipeline,
          moment: (one) => one.finishedAt,
        })
        const items: HostRun[] = []
        for (const one of listed.items) {
          if (one.outcome === 'running') items.push(one)
          else {
            const { json } = await client.call({ path: `${path}/${part(one.id)}` })
            items.push(facts.pipeline(new Answer(json, `${client.name}: ${path}/${one.id}`)))
          }
        }
        return { ...listed, items }
      },
      statuses: (repository, sha) =>
        readAll(
          client,
          list(`${project(repository)}/repository/commits/${checkedCommit(sha)}/statuses`, { sort: 'asc' }),
          (one) => facts.status(one, sha),
        ),
      issues,
      releases: (repository, since) =>
        readSince(client, list(`${project(repository)}/releases`, { order_by: 'released_at', sort: 'desc' }), since, {
          read: facts.release,
          moment: (one) => one.publishedAt,
          order: 'newest first',
        }),
      commits: (repository, branch, since) =>
        readSince(
          client,
          list(`${project(repository)}/repository/commits`, { ref_name: branch, since: since.since }),
          since,
          { read: facts.commit, moment: (one) => one.committedAt },
        ),
      ...writing(gitlabWriting(client, project)),
    },
  }
}

/** Path of group/…/name, which GitLab wants as one part. Throws for anything else. */
const project = (repository: string): string => {
  const parts = repository.split('/')
  if (parts.length < 2 || parts.some((one) => !/^[\p{L}\p{N}_. +-]{1,255}$/u.test(one) || /^\.+$/.test(one)))
    throw new HostError('refused', `not group/name: ${shown(repository)}`)
  return `projects/${part(repository)}`
}
