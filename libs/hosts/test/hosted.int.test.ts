import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { HostError } from '../src/errors.js'
import { openHost, type OpenHost } from '../src/open-host.js'
import type { Capability, HostProvider } from '../src/provider.js'
import { keepsTheContract, problemOf } from './compliance.js'
import { type Fault, FakeHost, type HostedKind, send, times } from './fake-host.js'
import { change, comment, issue, run, shaOf } from './fake-world.js'

const LIMITS = { timeoutMs: 5000, maxBytes: 200_000, maxPages: 6, retries: 2, maxWaitMs: 500, firstWaitMs: 2 }

const SHARED: readonly Capability[] = [
  ...(['clone', 'webhooks', 'repository', 'pull_requests', 'pull_request_files', 'reviews', 'comments'] as const),
  ...(['ci_runs', 'statuses', 'issues', 'releases', 'commits_on_branch', 'identity', 'set_status'] as const),
  ...([
    'write_comment',
    'delete_comment',
    'create_change',
    'close_change',
    'open_issue',
    'close_issue',
    'find_written',
  ] as const),
]
const DECLARED: Readonly<Record<HostedKind, readonly Capability[]>> = {
  github: [...SHARED, 'checks'],
  gitlab: SHARED,
  gitea: SHARED,
  forgejo: SHARED,
}

const ALL = { since: '2000-01-01T00:00:00Z' }
const REPOSITORY = 'acme/shop'

describe.each(['github', 'gitlab', 'gitea', 'forgejo'] as const)('%s', (kind) => {
  let host: FakeHost
  let open: OpenHost
  let provider: HostProvider
  let folder: string
  let tokenFile: string

  const opened = (extra: Record<string, unknown> = {}): OpenHost =>
    openHost(
      {
        name: `my-${kind}`,
        kind,
        url: host.url,
        own: true,
        token_file: tokenFile,
        ...extra,
      },
      { folder, limits: LIMITS },
    )

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-hosts-'))
    tokenFile = join(folder, 'token')
  })
  beforeEach(async () => {
    await host?.stop()
    open?.close()
    host = await FakeHost.start(kind)
    await writeFile(tokenFile, `${host.token}\n`, { mode: 0o600 })
    open = opened()
    provider = open.provider
    const { world } = host
    world.changes.push(
      change(2, { updatedAt: '2026-03-01T12:00:00.000Z' }),
      change(1, {
        state: 'merged',
        mergedAt: '2026-03-01T13:00:00.000Z',
        mergedBy: { name: 'grace' },
        mergeSha: shaOf('merge'),
        updatedAt: '2026-03-01T13:00:00.000Z',
      }),
      change(3, { state: 'closed', closedAt: '2026-03-01T09:00:00.000Z', updatedAt: '2026-03-01T09:00:00.000Z' }),
    )
    world.files.set(1, [
      { path: 'src/a b.ts', status: 'modified', diff: '@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n' },
      { path: 'new.ts', oldPath: 'old.ts', status: 'renamed', diff: '' },
    ])
    world.reviews.push({
      id: '5',
      change: 1,
      reviewer: { name: 'lin' },
      verdict: 'approved',
      submittedAt: '2026-03-01T12:30:00.000Z',
    })
    world.comments.push(comment(11), comment(12, { on: 'issue', number: 7 }))
    world.issues.push(issue(7), issue(8, { state: 'closed', closedAt: '2026-03-01T10:00:00.000Z' }))
    world.runs.push(run(21), run(22, { outcome: 'success', finishedAt: '2026-03-01T12:00:00.000Z' }))
    world.releases.push({ tag: 'v1', title: 'One', publishedAt: '2026-03-01T08:00:00.000Z', sha: shaOf('release') })
    world.commits.push({
      id: shaOf('c'),
      author: { name: 'ada' },
      committedAt: '2026-03-01T08:00:00.000Z',
      message: 'm',
      files: [],
    })
  })
  afterAll(async () => {
    open.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true })
  })

  keepsTheContract(() => ({ provider, repository: REPOSITORY, declares: DECLARED[kind], branch: 'main' }))

  describe('reading', () => {
    it('tells changes with state, branches, times and people, passing over fields it does not know', async () => {
      const { items } = await provider.changes(REPOSITORY, ALL)

      expect(items.map((one) => [one.number, one.state])).toEqual([
        [3, 'closed'],
        [2, 'open'],
        [1, 'merged'],
      ])
      expect(items[2]).toMatchObject({
        title: 'change 1',
        body: 'about change 1',
        author: { name: 'ada' },
        head: { ref: 'branch-1', sha: shaOf('head 1') },
        base: { ref: 'main' },
        mergedAt: '2026-03-01T13:00:00.000Z',
        mergeSha: shaOf('merge'),
      })
    })

    it('tells files, reviews, comments, runs, issues and releases in the same words as every host', async () => {
      expect(await provider.changeFiles(REPOSITORY, 1)).toEqual([
        { path: 'src/a b.ts', status: 'modified', added: 1, deleted: 1 },
        { path: 'new.ts', oldPath: 'old.ts', status: 'renamed', added: 0, deleted: 0 },
      ])
      expect(await provider.reviews(REPOSITORY, 1)).toMatchObject([
        { change: 1, reviewer: { name: 'lin' }, verdict: 'approved', submittedAt: '2026-03-01T12:30:00.000Z' },
      ])
      expect((await provider.comments(REPOSITORY, ALL)).items).toMatchObject([
        { id: '11', on: 'change', number: 1, author: { name: 'grace' }, text: 'comment 11' },
        { id: '12', on: 'issue', number: 7 },
      ])
      expect((await provider.runs(REPOSITORY, ALL)).items).toMatchObject([
        { id: '21', name: 'tests', sha: shaOf('head 1'), branch: 'branch-1', outcome: 'failure' },
        { id: '22', outcome: 'success' },
      ])
      expect((await provider.issues(REPOSITORY, ALL)).items).toMatchObject([
        { number: 7, state: 'open', author: { name: 'grace' }, labels: ['bug'] },
        { number: 8, state: 'closed', closedAt: '2026-03-01T10:00:00.000Z' },
      ])
      expect((await provider.releases(REPOSITORY, ALL)).items).toMatchObject([
        { tag: 'v1', title: 'One', publishedAt: '2026-03-01T08:00:00.000Z', sha: shaOf('release') },
      ])
    })

    it('reads page after page, and no further than what is asked for', async () => {
      host.pageSize = 2
      for (let number = 10; number < 18; number++)
        host.world.changes.push(change(number, { updatedAt: `2026-03-02T${number}:00:00.000Z` }))
      const recent = await provider.changes(REPOSITORY, { since: '2026-03-02T14:00:00.000Z' })

      expect(recent.items.map((one) => one.number)).toEqual([14, 15, 16, 17])
      expect((await provider.changes(REPOSITORY, ALL)).items).toHaveLength(11)
    })

    it('refuses more pages than allowed instead of leaving something out in silence', async () => {
      host.pageSize = 1
      for (let number = 10; number < 18; number++) host.world.changes.push(change(number))

      expect(await problemOf(provider.changes(REPOSITORY, ALL))).toBe('too_large')
    })

    it('asks with the mark that it was given, where the host has one, and hears that nothing is new', async () => {
      const first = await provider.issues(REPOSITORY, ALL)
      const again = await provider.issues(REPOSITORY, {
        ...ALL,
        ...(first.etag === undefined ? {} : { etag: first.etag }),
      })
      host.world.issueChanged(7, { title: 'another' })
      const changed = await provider.issues(REPOSITORY, {
        ...ALL,
        ...(first.etag === undefined ? {} : { etag: first.etag }),
      })

      expect(again.unchanged).toBe(kind === 'github' || kind === 'gitlab')
      expect(changed).toMatchObject({ unchanged: false })
      expect(changed.items.map((one) => one.title)).toContain('another')
    })

    it('names a needed field that is missing', async () => {
      host.fault = (_request, response) => send(response, 200, [{ unlike: 'anything' }])
      const error = await provider.changes(REPOSITORY, ALL).catch((failure: unknown) => failure)

      expect(error).toMatchObject({ code: 'unreadable' })
      expect(String(error)).toMatch(/needed field "\w+"/)
    })
  })

  describe('when the host or the net is not well', () => {
    const answering =
      (status: number, headers: Record<string, string> = {}): Fault =>
      (_request, response) =>
        send(response, status, { message: 'no' }, headers)

    it.each([
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [404, 'not_found'],
      [409, 'conflict'],
      [422, 'invalid'],
    ])('says of %i that it is %s, and asks once only', async (status, problem) => {
      host.fault = answering(status)

      expect(await problemOf(provider.repository(REPOSITORY))).toBe(problem)
      expect(host.asked).toHaveLength(1)
    })

    it('waits as long as it is told to when it was too often, and then goes on', async () => {
      host.fault = times(1, answering(429, { 'retry-after': '0' }))

      expect((await provider.repository(REPOSITORY)).defaultBranch).toBe('main')
      expect(host.asked).toHaveLength(2)
    })

    it('does not wait longer than allowed but hands the time on', async () => {
      host.fault = answering(429, { 'retry-after': '3600' })
      const error = await provider.repository(REPOSITORY).catch((failure: unknown) => failure)

      expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 3_600_000 })
      expect(host.asked).toHaveLength(1)
    })

    it('reads a spent allowance from 403 and the moment of its reset', async () => {
      const reset = String(Math.floor(Date.now() / 1000) + 900)
      host.fault = answering(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })
      const error = await provider.repository(REPOSITORY).catch((failure: unknown) => failure as HostError)

      expect(error).toMatchObject({ code: 'rate_limited' })
      expect((error as HostError).retryAfterMs).toBeGreaterThan(800_000)
    })

    it('tries 5xx, cut-off bodies and closed connections again, and then says unavailable', async () => {
      const cut: Fault = (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"full')
        setImmediate(() => response.destroy())
        return true
      }
      const hangUp: Fault = (request) => Boolean(request.socket.destroy())
      for (const fault of [answering(502), cut, hangUp]) {
        // Each with a reserve of its own.
        const fresh = opened()
        host.fault = times(2, fault)
        expect((await fresh.provider.repository(REPOSITORY)).identity).toBe(REPOSITORY)
        host.fault = fault
        expect(await problemOf(fresh.provider.repository(REPOSITORY))).toBe('unavailable')
        fresh.close()
      }
    })

    it('gives up on a host that is down after a reserve of retries, so that it is not asked ever more', async () => {
      host.fault = answering(503)
      for (let call = 0; call < 20; call++) await problemOf(provider.repository(REPOSITORY))

      expect(host.asked.length).toBeLessThanOrEqual(20 + 10)
    })

    it('never sends a write twice that might have been done', async () => {
      host.fault = (request, response) => request.method === 'POST' && answering(502)(request, response)

      expect(await problemOf(provider.openIssue(REPOSITORY, { title: 't', body: 'b', marker: 'm' }))).toBe(
        'unavailable',
      )
      expect(host.asked.filter((line) => line.startsWith('POST'))).toHaveLength(1)
    })

    it('does not wait for ever for a host that is silent or drips', async () => {
      open.close()
      open = openHost(
        { name: 'slow', kind, url: host.url, own: true, token_file: tokenFile },
        { folder, limits: { ...LIMITS, retries: 0, timeoutMs: 150 } },
      )
      host.fault = () => true
      expect(await problemOf(open.provider.repository(REPOSITORY))).toBe('timeout')
      host.fault = (_request, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
        return true
      }
      expect(await problemOf(open.provider.repository(REPOSITORY))).toBe('timeout')
    })

    it('stops reading a body that is too large, whatever its head says', async () => {
      host.fault = (_request, response) => {
        response.writeHead(200)
        for (let chunk = 0; chunk < 40; chunk++) response.write(Buffer.alloc(10_000, 32))
        response.end('{}')
        return true
      }

      expect(await problemOf(provider.repository(REPOSITORY))).toBe('too_large')
    })

    it('takes nothing for an answer that is not JSON', async () => {
      host.fault = (_request, response) => Boolean(response.writeHead(200).end('<html>sign in</html>'))

      expect(await problemOf(provider.repository(REPOSITORY))).toBe('unreadable')
    })

    it.each([
      'http://169.254.169.254/latest/meta-data/',
      'http://[::1]:9/',
      'http://[::ffff:169.254.169.254]/',
      'https://elsewhere.example/',
      'file:///etc/passwd',
      'http://user:password@127.0.0.1/',
      '//elsewhere.example/x',
    ])('does not follow a redirect to %s', async (location) => {
      host.fault = (_request, response) => Boolean(response.writeHead(302, { location }).end())

      expect(await problemOf(provider.repository(REPOSITORY))).toBe('refused')
      expect(host.asked).toHaveLength(1)
    })

    it('follows a redirect and a next page to itself, but never in circles and never to others', async () => {
      host.fault = times(1, (request, response) =>
        Boolean(response.writeHead(307, { location: `${request.url}?moved=1` }).end()),
      )
      expect((await provider.repository(REPOSITORY)).identity).toBe(REPOSITORY)
      host.fault = (request, response) => Boolean(response.writeHead(302, { location: request.url ?? '' }).end())
      expect(await problemOf(provider.repository(REPOSITORY))).toBe('refused')
      host.fault = (_request, response) =>
        send(response, 200, [], { link: '<https://elsewhere.example/2>; rel="next"' })
      expect(await problemOf(provider.issues(REPOSITORY, ALL))).toBe('refused')
    })

    it('sends its token to no other origin, also where that may be redirected to', async () => {
      const other = await FakeHost.start(kind)
      const heard: unknown[] = []
      other.fault = (request, response) => {
        heard.push(request.headers['authorization'], request.headers['private-token'])
        return send(response, 404, {})
      }
      host.fault = (_request, response) => Boolean(response.writeHead(302, { location: `${other.url}/x` }).end())
      const both = opened({ also: [other.url] })
      await problemOf(both.provider.repository(REPOSITORY))
      both.close()
      await other.stop()

      expect(heard).toEqual([undefined, undefined])
    })

    it('keeps the token out of URLs and of every error', async () => {
      const said: string[] = []
      for (const status of [401, 403, 404, 409, 422, 429, 500]) {
        host.fault = answering(status)
        await provider
          .changes(REPOSITORY, ALL)
          .catch((error: unknown) => said.push(JSON.stringify(error), String((error as Error).stack)))
      }

      expect(said.join('\n') + host.asked.join('\n')).not.toContain(host.token)
    })

    it('does not repeat its token, though the host does', async () => {
      host.fault = (_request, response) =>
        send(response, 403, { message: `the token ${host.token} may not, nor Bearer ${host.token}` })
      const refusal = await provider.repository(REPOSITORY).catch((error: unknown) => error)

      expect(String(refusal)).toContain('may not')
      expect(JSON.stringify(refusal) + String((refusal as Error).stack)).not.toContain(host.token)
      host.fault = (_request, response) => Boolean(response.writeHead(200).end(`"${host.token}`))
      const garbage = await provider.repository(REPOSITORY).catch((error: unknown) => error)
      expect(String((garbage as Error).cause ?? '') + String(garbage)).not.toContain(host.token)
    })

    it('refuses a token that others may read', async () => {
      await rm(tokenFile)
      await writeFile(tokenFile, host.token, { mode: 0o644 })

      expect(await problemOf(provider.repository(REPOSITORY))).toBe('refused')
      expect(host.asked).toEqual([])
      await rm(tokenFile)
    })
  })

  describe('writing', () => {
    const writes = (): string[] => host.asked.filter((line) => !line.startsWith('GET'))

    it('sets a status once, and anew only when it says something else', async () => {
      const status = {
        sha: shaOf('head 1'),
        name: 'heimgewebe/risk',
        state: 'failure',
        description: 'high: 3 facts',
        url: 'https://mesh.example/1',
      } as const
      const outcomes = []
      for (const state of ['pending', 'pending', 'failure', 'failure'] as const)
        outcomes.push((await provider.setStatus(REPOSITORY, { ...status, state })).outcome)

      expect(outcomes).toEqual(['created', 'unchanged', 'created', 'unchanged'])
      expect((await provider.statuses(REPOSITORY, status.sha)).at(-1)).toMatchObject({
        name: status.name,
        outcome: 'failure',
      })
    })

    it('sets a status that waits once more with other words, or leaves it where the host cannot', async () => {
      const status = { sha: shaOf('head 1'), name: 'heimgewebe/guard', state: 'pending' } as const
      await provider.setStatus(REPOSITORY, { ...status, description: 'queued' })
      const again = await provider.setStatus(REPOSITORY, { ...status, description: 'runs' })

      expect(again.outcome).toBe(kind === 'gitlab' ? 'unchanged' : 'created')
    })

    it('keeps one comment in place, and writes none that is empty or the same', async () => {
      const about = { on: 'change', number: 1, marker: 'risk/pr-1' } as const
      expect(await provider.keepComment(REPOSITORY, { ...about, text: ' \n' })).toBeUndefined()
      expect(writes()).toEqual([])
      const first = await provider.keepComment(REPOSITORY, { ...about, text: 'risky' })
      const same = await provider.keepComment(REPOSITORY, { ...about, text: 'risky' })
      const other = await provider.keepComment(REPOSITORY, { ...about, text: 'fine now' })

      expect([first?.outcome, same?.outcome, other?.outcome]).toEqual(['created', 'unchanged', 'updated'])
      expect([same?.id, other?.id]).toEqual([first?.id, first?.id])
      const own = host.world.comments.filter((one) => one.author.name === host.world.me)
      expect(own.map((one) => one.text)).toEqual([expect.stringMatching(/^fine now\n\n<!-- .*risk\/pr-1 -->$/)])
    })

    it('does not take a comment of somebody else for its own, though it bears the marker', async () => {
      const about = { on: 'change', number: 1, marker: 'risk/pr-1' } as const
      host.world.comments.push(comment(99, { author: { name: 'mallory' }, text: 'x\n\n<!-- heimgewebe:risk/pr-1 -->' }))

      expect(await provider.deleteComment(REPOSITORY, about)).toBeUndefined()
      expect((await provider.keepComment(REPOSITORY, { ...about, text: 'mine' }))?.outcome).toBe('created')
      expect(host.world.comments.find((one) => one.id === '99')?.text).toContain('x')
    })

    it('does not find its comment by a marker that a stranger put into its words', async () => {
      const about = { on: 'change', number: 1 } as const
      const text = 'test "<!-- heimgewebe:other -->" failed'
      const first = await provider.keepComment(REPOSITORY, { ...about, marker: 'guard', text })

      expect((await provider.keepComment(REPOSITORY, { ...about, marker: 'other', text: 'x' }))?.outcome).toBe(
        'created',
      )
      expect((await provider.keepComment(REPOSITORY, { ...about, marker: 'guard', text }))?.id).toBe(first?.id)
    })

    it('undoes its comment, once', async () => {
      const about = { on: 'issue', number: 7, marker: 'note' } as const
      await provider.keepComment(REPOSITORY, { ...about, text: 'hello' })

      expect(await provider.deleteComment(REPOSITORY, about)).toMatchObject({ before: { text: 'hello' } })
      expect(await provider.deleteComment(REPOSITORY, about)).toBeUndefined()
      expect(host.world.comments.map((one) => one.id)).toEqual(['11', '12'])
    })

    it('opens a change for a branch once, keeps it up to date, and closes it without touching the branch', async () => {
      const asked = { branch: 'mesh/lint', base: 'main', title: 'Add a rule', body: 'why', marker: 'act/1' }
      const first = await provider.openChange(REPOSITORY, asked)
      const again = await provider.openChange(REPOSITORY, asked)
      const better = await provider.openChange(REPOSITORY, { ...asked, title: 'Add two rules' })

      expect([first.outcome, again.outcome, better.outcome]).toEqual(['created', 'unchanged', 'updated'])
      expect(new Set([first.id, again.id, better.id]).size).toBe(1)
      const number = Number(first.id)
      expect(await provider.closeChange(REPOSITORY, number)).toBe(true)
      expect(await provider.closeChange(REPOSITORY, number)).toBe(false)
      expect((await provider.openChange(REPOSITORY, asked)).outcome).toBe('unchanged')
      expect(host.asked.filter((line) => /git\/refs|branches/.test(line))).toEqual([])
    })

    it('finds after a kill what it did before: the answer to the write never came', async () => {
      const asked = { branch: 'mesh/lint', base: 'main', title: 'Add a rule', body: 'why', marker: 'act/1' }
      host.fault = (request, response) => {
        if (request.method === 'POST') response.writeHead = () => response.destroy() as never
        return false
      }
      expect(await problemOf(provider.openChange(REPOSITORY, asked))).toBe('unavailable')
      expect(await problemOf(provider.openIssue(REPOSITORY, { title: 't', body: 'b', marker: 'act/2' }))).toBe(
        'unavailable',
      )
      host.heal()

      expect((await provider.openChange(REPOSITORY, asked)).outcome).toBe('unchanged')
      expect((await provider.openIssue(REPOSITORY, { title: 't', body: 'b', marker: 'act/2' })).outcome).toBe(
        'unchanged',
      )
      expect(host.world.issues).toHaveLength(3)
    })

    it('refuses to open a second change for a branch, and to close what is not its own', async () => {
      const taken = { branch: 'branch-2', base: 'main', title: 't', body: 'b', marker: 'act/1' }

      expect(await problemOf(provider.openChange(REPOSITORY, taken))).toBe('conflict')
      expect(await problemOf(provider.closeChange(REPOSITORY, 2))).toBe('refused')
      expect(await problemOf(provider.closeIssue(REPOSITORY, 7))).toBe('refused')
      expect(writes()).toEqual([])
    })

    it('opens an issue once and closes it', async () => {
      const { id } = await provider.openIssue(REPOSITORY, { title: 't', body: 'b', marker: 'pattern/1' })

      expect(await provider.closeIssue(REPOSITORY, Number(id))).toBe(true)
      expect(await provider.closeIssue(REPOSITORY, Number(id))).toBe(false)
    })

    it('tells what stood there before, so that it can be put back', async () => {
      const status = { sha: shaOf('head 1'), name: 'heimgewebe/guard', description: 'runs', state: 'pending' } as const
      const about = { on: 'change', number: 1, marker: 'risk' } as const
      const asked = { branch: 'mesh/lint', base: 'main', title: 'Add a rule', body: 'why', marker: 'act/1' }

      expect((await provider.setStatus(REPOSITORY, status)).before).toBeUndefined()
      expect((await provider.setStatus(REPOSITORY, { ...status, state: 'failure' })).before).toEqual({
        state: 'pending',
        text: 'runs',
      })
      await provider.keepComment(REPOSITORY, { ...about, text: 'one\n\ntwo' })
      expect((await provider.keepComment(REPOSITORY, { ...about, text: 'three' }))?.before).toEqual({
        text: 'one\n\ntwo',
      })
      await provider.openChange(REPOSITORY, asked)
      expect((await provider.openChange(REPOSITORY, { ...asked, title: 'Add two' })).before).toEqual({
        title: 'Add a rule',
        text: 'why',
      })
    })

    it('looks whether something stands there as it is wanted, without writing', async () => {
      const status = { sha: shaOf('head 1'), name: 'heimgewebe/guard', description: 'runs', state: 'pending' } as const
      const about = { on: 'change', number: 1, marker: 'risk', text: 'risky' } as const
      const asked = { branch: 'mesh/lint', base: 'main', title: 'Add a rule', body: 'why', marker: 'act/1' }
      const opened = { title: 't', body: 'b', marker: 'act/2' }
      const all = [
        { kind: 'status', ...status },
        { kind: 'comment', ...about },
        { kind: 'change', ...asked },
        { kind: 'issue', ...opened },
      ] as const
      for (const wanted of all) expect(await provider.findWritten(REPOSITORY, wanted)).toBeUndefined()
      expect(await provider.findWritten(REPOSITORY, { kind: 'comment', ...about, text: '' })).toBeDefined()
      expect(writes()).toEqual([])

      await provider.setStatus(REPOSITORY, status)
      await provider.keepComment(REPOSITORY, about)
      const { id: change } = await provider.openChange(REPOSITORY, asked)
      const { id: made } = await provider.openIssue(REPOSITORY, opened)
      for (const wanted of all)
        expect(await provider.findWritten(REPOSITORY, wanted)).toMatchObject({ outcome: 'unchanged' })
      expect(await provider.findWritten(REPOSITORY, { kind: 'comment', ...about, text: 'fine' })).toBeUndefined()
      for (const [kind, id] of [
        ['closed change', change],
        ['closed issue', made],
      ] as const)
        expect(await provider.findWritten(REPOSITORY, { kind, number: Number(id) })).toBeUndefined()
      await provider.closeIssue(REPOSITORY, Number(made))
      expect(await provider.findWritten(REPOSITORY, { kind: 'closed issue', number: Number(made) })).toBeDefined()
    })

    it('refuses markers that could end the hidden line', async () => {
      for (const marker of ['', 'a -->', 'a--b', 'a\nb', '<b>'])
        expect(await problemOf(provider.openIssue(REPOSITORY, { title: 't', body: 'b', marker }))).toBe('refused')
    })

    it('does not follow a redirect of a write', async () => {
      host.fault = (request, response) =>
        request.method === 'POST' && Boolean(response.writeHead(307, { location: '/elsewhere' }).end())

      expect(await problemOf(provider.openIssue(REPOSITORY, { title: 't', body: 'b', marker: 'm' }))).toBe('refused')
    })
  })
})
