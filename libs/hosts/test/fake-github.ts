import type { HostChange, HostComment, HostIssue, HostRun } from '../src/models.js'
import type { Asked, Reply, Route } from './fake-route.js'
import { change, comment, issue, type World, type WorldFile } from './fake-world.js'

type Dialect = 'github' | 'gitea' | 'forgejo'

const WEB = 'https://host.example/acme/shop'
const person = (name: string) => ({ id: 7, login: name })
const count = (diff: string, sign: string): number => diff.split('\n').filter((line) => line.startsWith(sign)).length

/** The REST API of GitHub, and in its words those of Gitea and Forgejo, as far as they are asked here. */
export const githubRoutes = (dialect: Dialect): readonly Route[] => {
  const isGithub = dialect === 'github'
  const base = '^/repos/(acme/shop|[^/]+/[^/]+)'
  const at = (path: string): RegExp => new RegExp(`${base}${path}$`)
  const routes: Route[] = [
    ['GET', /^\/user$/, ({ world }) => ({ json: person(world.me) })],
    [
      'GET',
      at(''),
      ({ parts, world }) =>
        parts[0] === world.repository
          ? { json: { id: 1, full_name: parts[0], default_branch: 'main', clone_url: `${WEB}.git` } }
          : undefined,
    ],
    ['GET', at('/pulls'), ({ world, query }) => ({ json: pulls(world, query).map((one) => pull(one, dialect)) })],
    ['GET', at('/pulls/(\\d+)'), ({ world, parts }) => one(world.changes, parts, (found) => pull(found, dialect))],
    [
      'GET',
      at('/pulls/(\\d+)/files'),
      ({ world, parts }) => ({ json: (world.files.get(Number(parts[1])) ?? []).map((file) => fileOf(file, isGithub)) }),
    ],
    ['GET', at('/pulls/(\\d+)/reviews'), ({ world, parts }) => ({ json: reviews(world, Number(parts[1]), isGithub) })],
    ['GET', at('/pulls/comments'), isGithub ? () => ({ json: [] }) : () => undefined],
    ['GET', at('/issues/comments'), ({ world, query }) => ({ json: since(world.comments, query).map(commentOf) })],
    [
      'GET',
      at('/issues/(\\d+)/comments'),
      ({ world, parts }) => ({ json: world.comments.filter((one) => one.number === Number(parts[1])).map(commentOf) }),
    ],
    ['GET', at('/issues'), ({ world, query }) => ({ json: issues(world, query, isGithub) })],
    ['GET', at('/issues/(\\d+)'), ({ world, parts }) => one(world.issues, parts, issueOf)],
    [
      'GET',
      at('/releases'),
      ({ world }) => ({
        json: world.releases.map((found, index) => ({
          id: index,
          tag_name: found.tag,
          name: found.title,
          draft: false,
          published_at: found.publishedAt,
          target_commitish: found.sha ?? 'main',
        })),
      }),
    ],
    [
      'GET',
      at('/commits/([0-9a-f]+)/statuses'),
      ({ world, parts }) => ({
        json: world.statuses
          .filter((status) => status.sha === parts[1])
          .map((status) => ({
            id: status.id,
            [isGithub ? 'state' : 'status']: status.state,
            context: status.name,
            description: status.description,
            target_url: status.url,
            created_at: status.at,
            updated_at: status.at,
          }))
          .reverse(),
      }),
    ],
    [
      'GET',
      at('/commits'),
      ({ world }) => ({
        json: [...world.commits].reverse().map((found) => ({
          sha: found.id,
          commit: {
            message: found.message,
            author: { name: found.author.name, email: 'a@example.org', date: found.committedAt },
            committer: { name: 'x', date: found.committedAt },
          },
        })),
      }),
    ],
    ['POST', at('/statuses/([0-9a-f]+)'), addStatus],
    ['POST', at('/issues/(\\d+)/comments'), addComment],
    ['PATCH', at('/issues/comments/(\\d+)'), editComment],
    [
      'DELETE',
      at('/issues/comments/(\\d+)'),
      ({ world, parts }) => {
        world.comments = world.comments.filter((found) => found.id !== parts[1])
        return { status: 204 }
      },
    ],
    ['POST', at('/pulls'), (asked) => ({ status: 201, json: pull(addChange(asked), dialect) })],
    [
      'PATCH',
      at('/pulls/(\\d+)'),
      ({ world, parts, body }) => ({ json: pull(world.changed(Number(parts[1]), told(body)), dialect) }),
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
      'PATCH',
      at('/issues/(\\d+)'),
      ({ world, parts, body }) => ({ json: issueOf(world.issueChanged(Number(parts[1]), told(body))) }),
    ],
  ]
  if (isGithub)
    routes.push(
      [
        'GET',
        at('/actions/runs'),
        ({ world }) => ({
          json: { workflow_runs: world.runs.filter((found) => found.outcome !== 'running').map(runOf) },
          list: 'workflow_runs',
        }),
      ],
      [
        'GET',
        at('/commits/([0-9a-f]+)/check-runs'),
        ({ world, parts }) => ({
          json: {
            check_runs: world.checks
              .filter((found) => found.sha === parts[1])
              .map((found) => ({ ...runOf(found), completed_at: found.finishedAt })),
          },
          list: 'check_runs',
        }),
      ],
    )
  else
    routes.push([
      'GET',
      at('/actions/tasks'),
      ({ world }) => ({
        json: {
          workflow_runs: world.runs.map((found) => ({
            id: Number(found.id),
            name: found.name,
            head_branch: found.branch,
            head_sha: found.sha,
            status: found.outcome,
            created_at: found.startedAt,
            run_started_at: found.startedAt,
            updated_at: found.finishedAt,
            url: found.url,
          })),
        },
        list: 'workflow_runs',
      }),
    ])
  return routes
}

const one = <T extends { readonly number: number }>(
  all: readonly T[],
  parts: readonly string[],
  show: (found: T) => unknown,
): Reply | undefined => {
  const found = all.find((entry) => entry.number === Number(parts[1]))
  return found && { json: show(found) }
}

const told = (body: Record<string, unknown>) => ({
  ...(typeof body['title'] === 'string' ? { title: body['title'] } : {}),
  ...(typeof body['body'] === 'string' ? { body: body['body'] } : {}),
  ...(body['state'] === 'closed' ? { state: 'closed' as const } : {}),
})

const since = <T extends { readonly updatedAt: string }>(all: readonly T[], query: URLSearchParams): T[] =>
  all
    .filter((found) => Date.parse(found.updatedAt) >= Date.parse(query.get('since') ?? '1970-01-01'))
    .sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt))

const pulls = (world: World, query: URLSearchParams): HostChange[] =>
  world.changes
    .filter((found) => query.get('state') === 'all' || (query.get('state') === 'open') === (found.state === 'open'))
    .filter((found) => query.get('head') === null || query.get('head') === `acme:${found.head.ref}`)
    .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt))

const pull = (found: HostChange, dialect: Dialect) => ({
  id: found.number + 5000,
  number: found.number,
  state: found.state === 'open' ? 'open' : 'closed',
  title: found.title,
  body: found.body ?? null,
  user: person(found.author.name),
  draft: found.draft,
  // GitHub's lists do not tell that a change was merged, but when.
  ...(dialect === 'github' ? {} : { merged: found.state === 'merged' }),
  head: { ref: found.head.ref, sha: found.head.sha },
  base: { ref: found.base.ref, sha: found.base.sha },
  created_at: found.createdAt,
  updated_at: found.updatedAt,
  merged_at: found.mergedAt ?? null,
  closed_at: found.closedAt ?? found.mergedAt ?? null,
  merge_commit_sha: found.mergeSha ?? null,
  merged_by: found.mergedBy && person(found.mergedBy.name),
  html_url: `${WEB}/pull/${found.number}`,
  field_of_tomorrow: { anything: true },
})

const fileOf = (file: WorldFile, isGithub: boolean) => ({
  filename: file.path,
  previous_filename: file.oldPath,
  status: {
    added: 'added',
    modified: isGithub ? 'modified' : 'changed',
    deleted: isGithub ? 'removed' : 'deleted',
    renamed: 'renamed',
  }[file.status],
  additions: count(file.diff, '+'),
  deletions: count(file.diff, '-'),
})

const reviews = (world: World, number: number, isGithub: boolean) =>
  world.reviews
    .filter((found) => found.change === number)
    .map((found) => ({
      id: Number(found.id),
      user: person(found.reviewer.name),
      state: isGithub || found.verdict === 'approved' ? found.verdict.toUpperCase() : 'REQUEST_CHANGES',
      body: found.text ?? '',
      submitted_at: found.submittedAt,
    }))

const commentOf = (found: HostComment) => ({
  id: Number(found.id),
  user: person(found.author.name),
  body: found.text,
  created_at: found.createdAt,
  updated_at: found.updatedAt,
  issue_url: `https://api.host.example/repos/acme/shop/issues/${found.number}`,
  html_url: found.url ?? `${WEB}/${found.on === 'change' ? 'pull' : 'issues'}/${found.number}#issuecomment-${found.id}`,
})

const issueOf = (found: HostIssue) => ({
  id: found.number + 9000,
  number: found.number,
  state: found.state,
  title: found.title,
  body: found.body ?? null,
  user: person(found.author.name),
  labels: found.labels.map((name) => ({ name })),
  created_at: found.createdAt,
  updated_at: found.updatedAt,
  closed_at: found.closedAt ?? null,
  html_url: `${WEB}/issues/${found.number}`,
})

/** GitHub lists changes among the issues. */
const issues = (world: World, query: URLSearchParams, isGithub: boolean): unknown[] => {
  const author = query.get('creator') ?? query.get('created_by')
  const own = since(world.issues, query).filter((found) => author === null || found.author.name === author)
  const among = isGithub
    ? since(world.changes, query).map((found) => ({ ...pull(found, 'github'), labels: [], pull_request: { url: 'x' } }))
    : []
  return [...own.map(issueOf), ...among]
}

const runOf = (found: HostRun) => ({
  id: Number(found.id),
  name: found.name,
  head_sha: found.sha,
  head_branch: found.branch,
  status: found.outcome === 'running' ? 'in_progress' : 'completed',
  conclusion: found.outcome === 'running' ? null : found.outcome,
  pull_requests: found.change === undefined ? [] : [{ number: found.change }],
  run_started_at: found.startedAt,
  created_at: found.startedAt,
  updated_at: found.finishedAt,
  html_url: found.url,
})

const addStatus = ({ world, parts, body }: Asked): Reply => {
  const text = (name: string): string => String(body[name] ?? '')
  const status = {
    id: world.nextId(),
    sha: parts[1]!,
    name: text('context'),
    state: text('state'),
    description: text('description'),
    url: text('target_url'),
    at: world.now,
  }
  world.statuses.push(status)
  return { status: 201, json: { id: status.id, state: status.state, context: status.name } }
}

const addComment = ({ world, parts, body }: Asked): Reply => {
  const on = world.issues.some((found) => found.number === Number(parts[1])) ? 'issue' : 'change'
  const made = comment(world.nextId(), {
    on,
    number: Number(parts[1]),
    author: { name: world.me },
    text: String(body['body']),
    createdAt: world.now,
    updatedAt: world.now,
  })
  world.comments.push(made)
  return { status: 201, json: commentOf(made) }
}

const editComment = ({ world, parts, body }: Asked): Reply | undefined => {
  const index = world.comments.findIndex((found) => found.id === parts[1])
  if (index < 0) return undefined
  world.comments[index] = { ...world.comments[index]!, text: String(body['body']), updatedAt: world.now }
  return { json: commentOf(world.comments[index]) }
}

const addChange = ({ world, body }: Asked): HostChange => {
  const made = change(world.nextId(), {
    ...told(body),
    head: { ref: String(body['head']), sha: 'a'.repeat(40) },
    base: { ref: String(body['base']) },
    author: { name: world.me },
    createdAt: world.now,
    updatedAt: world.now,
  })
  world.changes.push(made)
  return made
}
