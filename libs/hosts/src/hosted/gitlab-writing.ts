import { Answer, present } from '../answer.js'
import { HostError } from '../errors.js'
import { type HostClient, part } from '../net/host-client.js'
import type { CommentToKeep, StatusToSet, Written } from '../provider.js'
import { checkedCommit, readAll } from './reading.js'
import type { Found, WritingParts } from './writing-parts.js'

const PAGE = { per_page: 100 }

/** Two words are GitLab's own. */
const STATES: Readonly<Record<StatusToSet['state'], string>> = {
  pending: 'pending',
  success: 'success',
  failure: 'failed',
  error: 'failed',
}

/** Writing in GitLab's words. */
export const gitlabWriting = (client: HostClient, project: (repository: string) => string): WritingParts => {
  const send = async (
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: Record<string, unknown>,
  ): Promise<Answer> =>
    new Answer(
      (await client.call({ method, path, ...(body === undefined ? {} : { body }) })).json,
      `${client.name}: ${method} ${path}`,
    )
  const made = (one: Answer, id: 'id' | 'iid'): Written => ({
    id: one.needId(id),
    outcome: 'created',
    ...present({ url: one.text('web_url') }),
  })
  const about = (repository: string, on: CommentToKeep['on'], number: number): string =>
    `${project(repository)}/${on === 'change' ? 'merge_requests' : 'issues'}/${part(number)}`
  const read = async (path: string): Promise<Found> =>
    found(new Answer((await client.call({ path })).json, `${client.name}: ${path}`))

  return {
    host: client.name,
    self: async () => {
      const one = new Answer({ user: (await client.call({ path: 'user' })).json }, `${client.name}: user`)
      one.at('user').needText('username')
      return one.person('user')
    },
    stateWord: (state) => STATES[state],
    findStatuses: async (repository, sha, name) => {
      const path = `${project(repository)}/repository/commits/${checkedCommit(sha)}/statuses`
      const all = await readAll(client, { path, query: { ...PAGE, name, sort: 'asc' } }, (one) =>
        one.text('name') === name
          ? { name, state: one.needText('status'), description: one.text('description'), url: one.text('target_url') }
          : undefined,
      )
      return all.reverse()
    },
    addStatus: async (repository, { sha, name, state, description, url }) => {
      const body = { state: STATES[state], name, description, ...present({ target_url: url }) }
      try {
        return made(await send('POST', `${project(repository)}/statuses/${checkedCommit(sha)}`, body), 'id')
      } catch (error) {
        // One that waits already keeps its words: GitLab lets it become something else only.
        if (error instanceof HostError && state === 'pending' && /Cannot transition status/.test(error.message))
          return { id: sha, outcome: 'unchanged' }
        throw error
      }
    },
    findComments: (repository, on, number) =>
      readAll(client, { path: `${about(repository, on, number)}/notes`, query: { ...PAGE, sort: 'asc' } }, (one) => ({
        id: one.needId('id'),
        author: one.person('author').name,
        text: one.text('body'),
      })),
    addComment: async (repository, on, number, body) =>
      made(await send('POST', `${about(repository, on, number)}/notes`, { body }), 'id'),
    editComment: async (repository, on, number, id, body) =>
      void (await send('PUT', `${about(repository, on, number)}/notes/${part(id)}`, { body })),
    removeComment: async (repository, on, number, id) =>
      void (await send('DELETE', `${about(repository, on, number)}/notes/${part(id)}`)),
    findChanges: async (repository, branch) => {
      const query = { ...PAGE, state: 'all', scope: 'all', source_branch: branch }
      const all = await readAll(client, { path: `${project(repository)}/merge_requests`, query }, found)
      return all.sort((one, other) => Number(other.open ?? false) - Number(one.open ?? false))
    },
    readChange: (repository, number) => read(about(repository, 'change', number)),
    addChange: async (repository, { branch, base, title, body }) =>
      made(
        await send('POST', `${project(repository)}/merge_requests`, {
          source_branch: branch,
          target_branch: base,
          title,
          description: body,
        }),
        'iid',
      ),
    editChange: async (repository, id, { title, body }) =>
      void (await send('PUT', about(repository, 'change', Number(id)), { title, description: body })),
    endChange: async (repository, number) =>
      void (await send('PUT', about(repository, 'change', number), { state_event: 'close' })),
    findIssues: (repository, author, wanted) =>
      readAll(
        client,
        { path: `${project(repository)}/issues`, query: { ...PAGE, scope: 'all', author_username: author } },
        found,
        { goOn: (page) => !page.some((one) => wanted(found(new Answer(one, client.name)))) },
      ),
    readIssue: (repository, number) => read(about(repository, 'issue', number)),
    addIssue: async (repository, { title, body }) =>
      made(await send('POST', `${project(repository)}/issues`, { title, description: body }), 'iid'),
    endIssue: async (repository, number) =>
      void (await send('PUT', about(repository, 'issue', number), { state_event: 'close' })),
  }
}

const found = (one: Answer): Found => ({
  id: one.needId('iid'),
  author: one.person('author').name,
  text: one.text('description'),
  title: one.text('title') ?? '',
  open: one.text('state') === 'opened',
  ...present({ url: one.text('web_url') }),
})
