import { createHmac } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, complete } from '@heimgewebe/contracts'
import type { HostChange } from '@heimgewebe/hosts'
import { change, comment, FakeHost, type HostedKind, issue, run, send, shaOf } from '@heimgewebe/hosts/test-kit'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { pollRules } from '../src/decisions/poll-rules.js'
import { AppendOnce } from '../src/io/append/append-once.js'
import type { PollState } from '../src/io/polls/poll-hosts.js'
import { QUICK, scratch, SourceRepository, watch } from './import-kit.js'

const SECRET = 'secret of the hooks'
const files = scratch()
const hoursAgo = (hours: number): string =>
  new Date(Math.floor(Date.now() / 1000) * 1000 - hours * 3_600_000).toISOString()

let mesh: TestMesh
let host: FakeHost
let hosts = 0

/** Types of the events about a subject, in order, and who told them. */
const told = async (subject: string): Promise<string[]> =>
  (await mesh.events()).filter((one) => one.subject === subject).map((one) => `${one.type} by ${one.actor ?? ''}`)

const types = async (subject: string): Promise<string[]> => (await told(subject)).map((one) => one.split(' ')[0]!)

const state = async (): Promise<PollState | undefined> =>
  (await mesh.chronik.json<{ hosts: PollState[] }>('/hosts')).hosts.find((one) => one.host === nameOf())

const nameOf = (): string => `host-${hosts}`

const entryOf = (name: string, { kind, url }: FakeHost) => ({
  ...{ name, kind, url },
  own: true,
  token_file: files.path('token'),
})

const configure = (poll_seconds?: number, ...others: ReturnType<typeof entryOf>[]): Promise<void> => {
  const entry = entryOf(nameOf(), host)
  const hosts = [poll_seconds === undefined ? entry : { ...entry, poll_seconds }, ...others]
  return writeFile(files.path('hosts.json'), JSON.stringify({ hosts }))
}

/** Waits until a look that began after this has ended well. */
const polled = async (): Promise<void> => {
  const begun = Date.now()
  let good = 0
  let last: string | undefined
  // The look that is under way may have begun before.
  await eventually(
    async () => {
      const at = (await state())?.last_success
      if (at !== undefined && at !== last && Date.parse(at) > begun) {
        good++
        last = at
      }
      return good >= 2
    },
    async () => JSON.stringify(await state()),
  )
}

/** A host of a kind with the repository that is watched, polled all the time. */
const meet = async (kind: HostedKind): Promise<void> => {
  host = await FakeHost.start(kind)
  hosts++
  await writeFile(files.path('token'), host.token, { mode: 0o600 })
  const path = files.path(`repository-${hosts}`)
  const repository = new SourceRepository(path)
  repository.git('remote', 'add', 'origin', `${host.url}/acme/shop.git`)
  await watch(mesh, path)
  await mesh.settled()
  await configure()
}

const deliver = async (event: string, payload: object): Promise<{ known?: boolean }> => {
  const body = JSON.stringify({ repository: { full_name: 'acme/shop' }, sender: { login: 'ada' }, ...payload })
  const signature = createHmac('sha256', SECRET).update(body).digest('hex')
  const headers = { 'x-github-event': event, 'x-hub-signature-256': `sha256=${signature}` }
  const answer = await mesh.chronik.fetch('/webhooks/github', { method: 'POST', body, headers })
  expect(answer.status).toBe(202)
  return (await answer.json()) as { known?: boolean }
}

const pull = (found: HostChange) => ({
  number: found.number,
  title: found.title,
  body: found.body,
  user: { login: found.author.name },
  draft: found.draft,
  head: found.head,
  base: found.base,
  created_at: found.createdAt,
  updated_at: found.updatedAt,
  merged: found.state === 'merged',
  merged_at: found.mergedAt,
  closed_at: found.closedAt,
  html_url: `https://host.example/acme/shop/pull/${found.number}`,
})

const start = async (): Promise<TestMesh> =>
  TestMesh.start({
    ...QUICK,
    CHRONIK_HOSTS_FILE: files.path('hosts.json'),
    CHRONIK_GITHUB_SECRET_FILE: files.path('secret'),
    CHRONIK_POLL_EVERY: '60ms',
  })

beforeAll(async () => {
  new SourceRepository(files.path('first'))
  await writeFile(files.path('secret'), SECRET)
})
beforeEach(async () => void (mesh = await start()))
afterEach(async () => {
  await rm(files.path('hosts.json'), { force: true })
  await mesh.stop()
  await host.stop()
})
afterAll(() => files.remove())

describe.each(['github', 'gitlab', 'gitea', 'forgejo'] as const)('polling %s', (kind) => {
  it('tells once what no webhook told, whatever it is', async () => {
    await meet(kind)
    const { world } = host
    const at = { createdAt: hoursAgo(5), updatedAt: hoursAgo(4) }
    world.changes.push(
      change(1, at),
      change(2, { ...at, state: 'merged', mergedAt: hoursAgo(3), mergeSha: shaOf('merge'), updatedAt: hoursAgo(3) }),
      change(3, { ...at, state: 'closed', closedAt: hoursAgo(2), updatedAt: hoursAgo(2) }),
    )
    world.reviews.push({ id: '5', change: 1, reviewer: { name: 'lin' }, verdict: 'approved', submittedAt: hoursAgo(4) })
    world.comments.push(comment(7, { number: 1, createdAt: hoursAgo(4), updatedAt: hoursAgo(4) }))
    world.issues.push(issue(8, { ...at, state: 'closed', closedAt: hoursAgo(4) }))
    world.runs.push(run(9, { startedAt: hoursAgo(5), finishedAt: hoursAgo(4), outcome: 'failure' }))
    world.releases.push({ tag: 'v1', publishedAt: hoursAgo(1), title: 'one' })
    await polled()
    await polled()

    expect((await types('pr/acme/shop/1')).sort()).toEqual(['comment.created.v1', 'pr.opened.v1', 'pr.reviewed.v1'])
    expect(await types('pr/acme/shop/2')).toEqual(['pr.opened.v1', 'pr.merged.v1'])
    expect(await types('pr/acme/shop/3')).toEqual(['pr.opened.v1', 'pr.closed.v1'])
    expect(await types('issue/acme/shop/8')).toEqual(['issue.opened.v1', 'issue.closed.v1'])
    expect(await types(`ci/acme/shop/${shaOf('head 1')}`)).toEqual(['ci.result.v1'])
    expect(await told('release/acme/shop/v1')).toEqual([`release.published.v1 by poll/${nameOf()}`])
  })
})

describe('a fact that both doors tell', () => {
  const at = { createdAt: hoursAgo(5), updatedAt: hoursAgo(5) }
  const said = comment(7, { number: 1, createdAt: hoursAgo(4), updatedAt: hoursAgo(4), author: { name: 'grace' } })
  const url = 'https://host.example/acme/shop/pull/1#issuecomment-7'
  const commented = {
    action: 'created',
    issue: { number: 1, pull_request: {} },
    comment: { user: { login: 'grace' }, body: said.text, created_at: said.createdAt, html_url: url },
  }
  const done = run(9, { startedAt: hoursAgo(5), finishedAt: hoursAgo(4) })
  const ended = {
    action: 'completed',
    workflow_run: { id: 9, name: done.name, head_sha: done.sha, conclusion: done.outcome, updated_at: done.finishedAt },
  }
  const opened = { action: 'opened', number: 1, pull_request: pull(change(1, at)) }
  const merge = change(1, { ...at, state: 'merged', mergedAt: hoursAgo(3), updatedAt: hoursAgo(3) })
  const merged = { action: 'closed', number: 1, pull_request: pull(merge) }
  const deliverAll = async () => [
    await deliver('pull_request', opened),
    await deliver('issue_comment', commented),
    await deliver('workflow_run', ended),
    await deliver('pull_request', merged),
  ]
  const happen = (): void => {
    host.world.changes.push(merge)
    host.world.comments.push(said)
    host.world.runs.push(done)
  }
  const once = async (): Promise<void> => {
    expect((await types('pr/acme/shop/1')).sort()).toEqual(['comment.created.v1', 'pr.merged.v1', 'pr.opened.v1'])
    expect(await types(`ci/acme/shop/${done.sha}`)).toEqual(['ci.result.v1'])
  }

  it('is in the log once when the webhook came first', async () => {
    await meet('github')
    await deliverAll()
    happen()
    await polled()

    await once()
    expect((await told('pr/acme/shop/1')).join()).not.toContain('poll/')
  })

  it('is in the log once when the poll came first, and the host hears that it is known', async () => {
    await meet('github')
    happen()
    await polled()
    const answers = await deliverAll()

    await once()
    expect(answers.map(({ known }) => known)).toEqual([true, true, true, true])
  })

  it('is in the log once when both doors tell it at the same time', async () => {
    await meet('github')
    await polled()
    happen()
    await Promise.all([deliverAll(), polled()])
    await polled()

    await once()
  })

  it('is in the log once when both doors look before either has written', async () => {
    await meet('github')
    const once = mesh.chronik.get(AppendOnce)
    const facts = Array.from({ length: 20 }, (_, number) =>
      pollRules.draftsOf('acme/shop', { kind: 'comment', found: comment(number, { number: number + 100 }) }),
    )
    await Promise.all(
      facts.flatMap(([fact]) => [
        once.polled('ours', fact!.subject, [fact!]),
        once.delivered([complete(fact!, 'heimgewebe/chronik', new Date())]),
      ]),
    )

    // A webhook that came first is known to the poll; one that came second, to itself.
    const subjects = (await mesh.events('comment.created.v1')).map(({ subject }) => subject)
    expect(subjects).toHaveLength(20)
    expect(new Set(subjects).size).toBe(20)
  })

  it('is told as an update only where the content changed, and a late webhook does not take it back', async () => {
    await meet('github')
    await deliver('pull_request', opened)
    host.world.changes.push(change(1, { ...at, updatedAt: hoursAgo(4) }))
    await polled()
    expect(await types('pr/acme/shop/1')).toEqual(['pr.opened.v1'])

    host.world.changed(1, { head: { ref: 'branch-1', sha: shaOf('newer') }, updatedAt: hoursAgo(2) })
    await polled()
    const between = { ...pull(change(1, at)), updated_at: hoursAgo(3) }
    await deliver('pull_request', { action: 'synchronize', number: 1, pull_request: between })
    expect(await types('pr/acme/shop/1')).toEqual(['pr.opened.v1', 'pr.updated.v1'])
  })
})

describe('a poll that goes wrong', () => {
  it('begins again where the log is when chronik is restarted in the middle of it', async () => {
    await meet('github')
    for (let number = 1; number <= 30; number++)
      host.world.changes.push(change(number, { createdAt: hoursAgo(5), updatedAt: hoursAgo(4) }))
    host.world.comments.push(comment(7, { createdAt: hoursAgo(4), updatedAt: hoursAgo(4) }))
    await eventually(async () => (await mesh.events('pr.opened.v1')).length > 3)
    await mesh.chronik.restart()
    await polled()

    const all: AnyMeshEvent[] = await mesh.events()
    const opened = all.filter(({ type }) => type === 'pr.opened.v1').map(({ subject }) => subject)
    expect(opened).toHaveLength(30)
    expect(new Set(opened).size).toBe(30)
    expect(all.filter(({ type }) => type === 'comment.created.v1')).toHaveLength(1)
  })

  it('tells nothing twice when it was killed after the append and before its place was kept', async () => {
    await meet('github')
    host.world.changes.push(change(1, { createdAt: hoursAgo(5), updatedAt: hoursAgo(4) }))
    host.world.runs.push(run(9, { startedAt: hoursAgo(5), finishedAt: hoursAgo(4) }))
    host.world.checks.push(run(10, { name: 'lint', startedAt: hoursAgo(5), finishedAt: hoursAgo(4) }))
    await polled()
    const byPoll = async () => (await mesh.events()).filter((one) => one.actor === `poll/${nameOf()}`).length
    const before = await byPoll()
    await mesh.chronik.restart(() => mesh.query('delete from chronik.poll_cursor'))
    await polled()

    // The run of the workflow, and the check at the head of the change.
    expect(await types(`ci/acme/shop/${shaOf('head 1')}`)).toEqual(['ci.result.v1', 'ci.result.v1'])
    expect(await byPoll()).toBe(before)
  })

  it('does not move its place past what could not be appended', async () => {
    await meet('github')
    await polled()
    const seen = () => mesh.query("select seen from chronik.poll_cursor where feed = 'issues'")
    const before = await seen()
    await mesh.query("alter table chronik.log add constraint closed check (type <> 'issue.opened.v1') not valid")
    host.world.issues.push(issue(8, { createdAt: hoursAgo(1), updatedAt: hoursAgo(1) }))
    await eventually(async () => (await state())?.state === 'failing')
    expect(await seen()).toEqual(before)

    await mesh.query('alter table chronik.log drop constraint closed')
    await mesh.chronik.restart()
    await polled()
    expect(await types('issue/acme/shop/8')).toEqual(['issue.opened.v1'])
    expect(await seen()).not.toEqual(before)
  })

  it('asks a slow host one thing at a time, and loses nothing by its failure', async () => {
    await meet('github')
    await polled()
    host.world.issues.push(issue(8, { createdAt: hoursAgo(1), updatedAt: hoursAgo(1) }))
    let [open, most] = [0, 0]
    host.fault = (_request, response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        send(response, 503, {}, { 'retry-after': '0' })
      }, 300)
      return true
    }
    await eventually(() => most > 0)
    await eventually(async () => (await state())?.state === 'failing')
    host.heal()
    await mesh.chronik.restart()
    await polled()

    expect(most).toBe(1)
    expect(await types('issue/acme/shop/8')).toEqual(['issue.opened.v1'])
  })

  it.each<[string, NonNullable<FakeHost['fault']>]>([
    ['answers nothing', () => true],
    [
      'stops in the middle of its answer',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('[') || true,
    ],
  ])('goes on with the others where a host %s, does not wait for it to stop, and asks it again', async (_, fault) => {
    await meet('github')
    await polled()
    const dead = await FakeHost.start('github')
    try {
      dead.fault = fault
      const path = files.path(`dead-${hosts}`)
      new SourceRepository(path).git('remote', 'add', 'origin', `${dead.url}/acme/other.git`)
      await watch(mesh, path)
      await configure(undefined, entryOf('dead', dead))
      await eventually(() => dead.asked.length > 0)
      host.world.issues.push(issue(8, { createdAt: hoursAgo(1), updatedAt: hoursAgo(1) }))
      await polled()
      expect(await types('issue/acme/shop/8')).toEqual(['issue.opened.v1'])

      dead.world.issues.push(issue(9, { createdAt: hoursAgo(1), updatedAt: hoursAgo(1) }))
      await mesh.chronik.restart(() => Promise.resolve(dead.heal()))
      await eventually(async () => (await types('issue/acme/other/9')).length > 0)
    } finally {
      await dead.stop()
    }
  })

  it.each([
    ['refuses for now', 429],
    ['is down', 503],
  ])('loses nothing of a host that %s, and chronik stays ready', async (_, status) => {
    await meet('github')
    await polled()
    host.fault = (_request, response) => send(response, status, { message: 'not now' }, { 'retry-after': '30' })
    const failing = await eventually(async () => {
      const now = await state()
      return now?.state === 'failing' && now
    })
    host.world.issues.push(issue(8, { createdAt: hoursAgo(1), updatedAt: hoursAgo(1) }))
    const ready = await fetch(new URL('/readyz', mesh.chronik.url))

    expect(ready.status).toBe(200)
    expect(await ready.text()).toContain(`${nameOf()}, failing, last success 2`)
    // It is not asked again before the time that it named.
    expect(Date.parse(failing.next!)).toBeGreaterThan(Date.now() + 20_000)
    host.takeAsked()
    host.heal()
    await mesh.chronik.restart()
    await polled()
    expect(await types('issue/acme/shop/8')).toEqual(['issue.opened.v1'])
  })

  it('reads the other feeds where one is forbidden, and says which', async () => {
    await meet('github')
    host.fault = (request, response) =>
      request.url!.includes('/actions/') && send(response, 403, { message: 'Resource not accessible by token' })
    host.world.issues.push(issue(8, { createdAt: hoursAgo(1), updatedAt: hoursAgo(1) }))
    await polled()

    expect((await state())?.problem).toContain('acme/shop: runs:')
    expect(await types('issue/acme/shop/8')).toEqual(['issue.opened.v1'])
  })

  it('says what is wrong with the hosts file and stays ready', async () => {
    await meet('github')
    // Put in place at once: chronik may look while a file is still empty, and would then complain about that.
    await writeFile(files.path('hosts.new.json'), '{ "hosts": [ { "name": "x" } ] }')
    await rename(files.path('hosts.new.json'), files.path('hosts.json'))
    const text = await eventually(async () => {
      const ready = await fetch(new URL('/readyz', mesh.chronik.url))
      const answer = await ready.text()
      return ready.status === 200 && answer.includes('cannot be polled') && answer
    })

    expect(text).toContain('kind')
  })
})
