import { Answer, present } from '../answer.js'
import { type HostClient, part } from '../net/host-client.js'
import type { Written } from '../provider.js'
import { checkedCommit, readAll } from './reading.js'
import type { Found, WritingParts } from './writing-parts.js'

const found = (one: Answer): Found => ({
  id: one.needId('number'),
  author: one.person('user').name,
  text: one.text('body'),
  title: one.text('title') ?? '',
  open: one.text('state') === 'open',
  ...present({ url: one.text('html_url') }),
})

const openFirst = (one: Found, other: Found): number => Number(other.open ?? false) - Number(one.open ?? false)

/** Where Gitea and Forgejo differ from GitHub in what is written. */
export interface Dialect {
  /** Size of a page, in the host's own word. */
  readonly page: Readonly<Record<string, number>>
  /** Parameter that filters issues by who opened them. */
  readonly creator: string
  readonly findChanges: (
    repository: string,
    branch: string,
    read: (one: Answer) => Found | undefined,
  ) => Promise<readonly Found[]>
}

/** Writing in GitHub's words, which Gitea and Forgejo took over. */
export const githubWriting = (
  client: HostClient,
  repo: (repository: string) => string,
  dialect: Dialect,
): WritingParts => {
  const send = async (
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: Record<string, unknown>,
  ): Promise<Answer> => {
    const call = {
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(method === 'PATCH' ? { repeatable: true } : {}),
    }
    return new Answer((await client.call(call)).json, `${client.name}: ${method} ${path}`)
  }
  const made = (one: Answer, id: string): Written => ({
    id: one.needId(id),
    outcome: 'created',
    ...present({ url: one.text('html_url') }),
  })
  const read = async (path: string): Promise<Found> =>
    found(new Answer((await client.call({ path })).json, `${client.name}: ${path}`))
  return {
    host: client.name,
    self: async () => {
      const one = new Answer({ user: (await client.call({ path: 'user' })).json }, `${client.name}: user`)
      one.at('user').needText('login')
      return one.person('user')
    },
    stateWord: (state) => state,
    findStatuses: (repository, sha, name) =>
      readAll(
        client,
        { path: `${repo(repository)}/commits/${checkedCommit(sha)}/statuses`, query: dialect.page },
        (one) =>
          one.text('context') === name
            ? {
                name,
                state: one.text('state') ?? one.needText('status'),
                description: one.text('description'),
                url: one.text('target_url'),
              }
            : undefined,
      ),
    addStatus: async (repository, { sha, name, state, description, url }) =>
      made(
        await send('POST', `${repo(repository)}/statuses/${checkedCommit(sha)}`, {
          state,
          context: name,
          description,
          ...present({ target_url: url }),
        }),
        'id',
      ),
    findComments: (repository, _on, number) =>
      readAll(client, { path: `${repo(repository)}/issues/${part(number)}/comments`, query: dialect.page }, (one) => ({
        id: one.needId('id'),
        author: one.person('user').name,
        text: one.text('body'),
        ...present({ url: one.text('html_url') }),
      })),
    addComment: async (repository, _on, number, body) =>
      made(await send('POST', `${repo(repository)}/issues/${part(number)}/comments`, { body }), 'id'),
    editComment: async (repository, _on, _number, id, body) =>
      void (await send('PATCH', `${repo(repository)}/issues/comments/${part(id)}`, { body })),
    removeComment: async (repository, _on, _number, id) =>
      void (await send('DELETE', `${repo(repository)}/issues/comments/${part(id)}`)),
    findChanges: async (repository, branch) =>
      [...(await dialect.findChanges(repository, branch, found))].sort(openFirst),
    readChange: (repository, number) => read(`${repo(repository)}/pulls/${part(number)}`),
    addChange: async (repository, { branch, base, title, body }) =>
      made(await send('POST', `${repo(repository)}/pulls`, { head: branch, base, title, body }), 'number'),
    editChange: async (repository, id, { title, body }) =>
      void (await send('PATCH', `${repo(repository)}/pulls/${part(id)}`, { title, body })),
    endChange: async (repository, number) =>
      void (await send('PATCH', `${repo(repository)}/pulls/${part(number)}`, { state: 'closed' })),
    findIssues: (repository, creator, wanted) =>
      readAll(
        client,
        { path: `${repo(repository)}/issues`, query: { ...dialect.page, state: 'all', [dialect.creator]: creator } },
        (one) => (one.has('pull_request') ? undefined : found(one)),
        { goOn: (page) => !page.some((one) => wanted(found(new Answer(one, client.name)))) },
      ),
    readIssue: (repository, number) => read(`${repo(repository)}/issues/${part(number)}`),
    addIssue: async (repository, { title, body }) =>
      made(await send('POST', `${repo(repository)}/issues`, { title, body }), 'number'),
    endIssue: async (repository, number) =>
      void (await send('PATCH', `${repo(repository)}/issues/${part(number)}`, { state: 'closed' })),
  }
}
