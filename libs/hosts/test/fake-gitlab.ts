import type { HostChange, HostComment, HostIssue, HostRun } from '../src/models.js'
import type { Asked, Reply, Route } from './fake-route.js'
import { change, comment, issue, type World } from './fake-world.js'

const WEB = 'https://host.example/acme/shop'
const person = (name: string) => ({ id: 7, username: name, name: name.toUpperCase() })
const at = (path: string): RegExp => new RegExp(`^/projects/([^/]+)${path}$`)

/** GitLab's REST API v4 as far as it is asked here. */
export const gitlabRoutes: readonly Route[] = [
  ['GET', /^\/user$/, ({ world }) => ({ json: person(world.me) })],
  [
    'GET',
    at(''),
    ({ world, parts }) =>
      parts[0] === world.repository
        ? { json: { id: 1, path_with_namespace: parts[0], default_branch: 'main', http_url_to_repo: `${WEB}.git` } }
        : undefined,
  ],
  [
    'GET',
    at('/merge_requests'),
    ({ world, query }) => ({
      json: updated(world.changes, query)
        .filter((one) => query.get('source_branch') === null || query.get('source_branch') === one.head.ref)
        .map(merge),
    }),
  ],
  ['GET', at('/merge_requests/(\\d+)'), ({ world, parts }) => one(world.changes, parts, merge)],
  [
    'GET',
    at('/merge_requests/(\\d+)/diffs'),
    ({ world, parts }) => ({
      json: (world.files.get(Number(parts[1])) ?? []).map((file) => ({
        new_path: file.path,
        old_path: file.oldPath ?? file.path,
        new_file: file.status === 'added',
        deleted_file: file.status === 'deleted',
        renamed_file: file.status === 'renamed',
        diff: file.diff,
      })),
    }),
  ],
  [
    'GET',
    at('/merge_requests/(\\d+)/approvals'),
    ({ world, parts }) => ({
      json: {
        approved_by: world.reviews
          .filter((found) => found.change === Number(parts[1]) && found.verdict === 'approved')
          .map((found) => ({ user: person(found.reviewer.name), approved_at: found.submittedAt })),
      },
    }),
  ],
  ['GET', at('/(merge_requests|issues)/(\\d+)/notes'), notes],
  ['POST', at('/(merge_requests|issues)/(\\d+)/notes'), addNote],
  ['PUT', at('/(?:merge_requests|issues)/\\d+/notes/(\\d+)'), editNote],
  [
    'DELETE',
    at('/(?:merge_requests|issues)/\\d+/notes/(\\d+)'),
    ({ world, parts }) => {
      world.comments = world.comments.filter((found) => found.id !== parts[1])
      return { status: 204 }
    },
  ],
  [
    'GET',
    at('/issues'),
    ({ world, query }) => ({
      json: updated(world.issues, query)
        .filter((found) => query.get('author_username') === null || query.get('author_username') === found.author.name)
        .map(issueOf),
    }),
  ],
  ['GET', at('/issues/(\\d+)'), ({ world, parts }) => one(world.issues, parts, issueOf)],
  [
    'GET',
    at('/pipelines'),
    ({ world, query }) => ({
      json: world.runs
        .filter((found) => Date.parse(found.finishedAt) >= Date.parse(query.get('updated_after') ?? '1970-01-01'))
        .map(({ ...found }) => {
          const { finished_at: _finished, ...listed } = pipeline(found)
          return listed
        }),
    }),
  ],
  [
    'GET',
    at('/pipelines/(\\d+)'),
    ({ world, parts }) => {
      const found = world.runs.find((entry) => entry.id === parts[1])
      return found && { json: pipeline(found) }
    },
  ],
  [
    'GET',
    at('/releases'),
    ({ world }) => ({
      json: [...world.releases].reverse().map((found) => ({
        tag_name: found.tag,
        name: found.title,
        released_at: found.publishedAt,
        created_at: found.publishedAt,
        commit: { id: found.sha },
      })),
    }),
  ],
  [
    'GET',
    at('/repository/commits/([0-9a-f]+)/statuses'),
    ({ world, parts }) => ({
      json: world.statuses
        .filter((found) => found.sha === parts[1])
        .map((found) => ({
          id: found.id,
          name: found.name,
          status: found.state,
          description: found.description,
          target_url: found.url,
          created_at: found.at,
          finished_at: found.at,
        })),
    }),
  ],
  [
    'GET',
    at('/repository/commits'),
    ({ world }) => ({
      json: [...world.commits].reverse().map((found) => ({
        id: found.id,
        message: found.message,
        author_name: found.author.name,
        author_email: 'a@example.org',
        committed_date: found.committedAt,
      })),
    }),
  ],
  ['POST', at('/statuses/([0-9a-f]+)'), addStatus],
  ['POST', at('/merge_requests'), (asked) => ({ status: 201, json: merge(addChange(asked)) })],
  [
    'PUT',
    at('/merge_requests/(\\d+)'),
    ({ world, parts, body }) => ({ json: merge(world.changed(Number(parts[1]), told(body))) }),
  ],
  [
    'POST',
    at('/issues'),
    ({ world, body }) => {
      const made = issue(world.nextId(), {
        ...told(body),
        author: { name: world.me },
        labels: [],
        createdAt: world.now,
        updatedAt: world.now,
      })
      world.issues.push(made)
      return { status: 201, json: issueOf(made) }
    },
  ],
  [
    'PUT',
    at('/issues/(\\d+)'),
    ({ world, parts, body }) => ({ json: issueOf(world.issueChanged(Number(parts[1]), told(body))) }),
  ],
]

const one = <T extends { readonly number: number }>(
  all: readonly T[],
  parts: readonly string[],
  show: (found: T) => unknown,
): Reply | undefined => {
  const found = all.find((entry) => entry.number === Number(parts[1]))
  return found && { json: show(found) }
}

const updated = <T extends { readonly updatedAt: string }>(all: readonly T[], query: URLSearchParams): T[] =>
  all
    .filter((found) => Date.parse(found.updatedAt) >= Date.parse(query.get('updated_after') ?? '1970-01-01'))
    .sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt))

const told = (body: Record<string, unknown>) => ({
  ...(typeof body['title'] === 'string' ? { title: body['title'] } : {}),
  ...(typeof body['description'] === 'string' ? { body: body['description'] } : {}),
  ...(body['state_event'] === 'close' ? { state: 'closed' as const } : {}),
})

const merge = (found: HostChange) => ({
  id: found.number + 5000,
  iid: found.number,
  state: { open: 'opened', closed: 'closed', merged: 'merged' }[found.state],
  title: found.title,
  description: found.body ?? null,
  author: person(found.author.name),
  draft: found.draft,
  source_branch: found.head.ref,
  target_branch: found.base.ref,
  sha: found.head.sha,
  created_at: found.createdAt,
  updated_at: found.updatedAt,
  merged_at: found.mergedAt ?? null,
  closed_at: found.closedAt ?? null,
  closed_by: found.closedBy && person(found.closedBy.name),
  merge_user: found.mergedBy && person(found.mergedBy.name),
  merge_commit_sha: found.mergeSha ?? null,
  web_url: `${WEB}/-/merge_requests/${found.number}`,
  field_of_tomorrow: true,
})

const issueOf = (found: HostIssue) => ({
  id: found.number + 9000,
  iid: found.number,
  state: found.state === 'open' ? 'opened' : 'closed',
  title: found.title,
  description: found.body ?? null,
  author: person(found.author.name),
  labels: found.labels,
  created_at: found.createdAt,
  updated_at: found.updatedAt,
  closed_at: found.closedAt ?? null,
  web_url: `${WEB}/-/issues/${found.number}`,
})

const noteOf = (found: HostComment) => ({
  id: Number(found.id),
  body: found.text,
  author: person(found.author.name),
  system: false,
  created_at: found.createdAt,
  updated_at: found.updatedAt,
})

function notes({ world, parts, query }: Asked): Reply {
  const on = parts[1] === 'issues' ? 'issue' : 'change'
  const own = world.comments.filter((found) => found.on === on && found.number === Number(parts[2])).map(noteOf)
  const system = {
    id: 1,
    body: 'changed the title',
    author: person('ada'),
    system: true,
    created_at: world.now,
    updated_at: world.now,
  }
  own.sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at))
  return { json: query.get('sort') === 'asc' ? [system, ...own] : [system, ...own.reverse()] }
}

function addNote({ world, parts, body }: Asked): Reply {
  const on = parts[1] === 'issues' ? 'issue' : 'change'
  const made = comment(world.nextId(), {
    on,
    number: Number(parts[2]),
    author: { name: world.me },
    text: String(body['body']),
    createdAt: world.now,
    updatedAt: world.now,
  })
  world.comments.push(made)
  return { status: 201, json: noteOf(made) }
}

function editNote({ world, parts, body }: Asked): Reply | undefined {
  const index = world.comments.findIndex((found) => found.id === parts[1])
  if (index < 0) return undefined
  world.comments[index] = { ...world.comments[index]!, text: String(body['body']), updatedAt: world.now }
  return { json: noteOf(world.comments[index]) }
}

const WORDS: Readonly<Record<string, string>> = { failure: 'failed', cancelled: 'canceled' }

const pipeline = (found: HostRun) => ({
  id: Number(found.id),
  name: found.name,
  sha: found.sha,
  ref: found.branch,
  status: WORDS[found.outcome] ?? found.outcome,
  created_at: found.startedAt,
  updated_at: found.finishedAt,
  finished_at: found.finishedAt,
  web_url: found.url,
})

function addStatus({ world, parts, body }: Asked): Reply {
  const text = (name: string): string => String(body[name] ?? '')
  const status = {
    id: world.nextId(),
    sha: parts[1]!,
    name: text('name'),
    state: text('state'),
    description: text('description'),
    url: text('target_url'),
    at: world.now,
  }
  const latest = world.statuses.findLast((one) => one.sha === status.sha && one.name === status.name)
  // GitLab takes a status that waits for one job, which cannot begin to wait once more.
  if (latest?.state === 'pending' && status.state === 'pending')
    return { status: 400, json: { message: 'Cannot transition status via :enqueue from :pending' } }
  world.statuses.push(status)
  return { status: 201, json: { id: status.id, status: status.state, name: status.name } }
}

const addChange = ({ world, body }: { readonly world: World; readonly body: Record<string, unknown> }): HostChange => {
  const made = change(world.nextId(), {
    ...told(body),
    head: { ref: String(body['source_branch']), sha: 'a'.repeat(40) },
    base: { ref: String(body['target_branch']) },
    author: { name: world.me },
    createdAt: world.now,
    updatedAt: world.now,
  })
  world.changes.push(made)
  return made
}
