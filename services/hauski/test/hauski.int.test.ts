import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  type ActionFinishedV1,
  type ActionRequestedV1,
  type Draft,
  type MeshEvent,
  contentHash,
  draft,
  newId,
} from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { readOrder } from '../src/decisions/read-order.js'
import { wordCommit } from '../src/decisions/word-commit.js'
import { PerformActionStarted } from '../src/handlers/perform-action-started.js'
import { LocalWorld } from '../src/io/local-world.js'
import type { KnownRepository } from '../src/io/repository-store.js'

const REPOSITORY = 'acme/shop'
const FILES = [{ path: '.github/heimgewebe/raw-sql.yml', content: 'id: raw-sql\n' }]

type Arguments = ActionRequestedV1['arguments']

const wanted = (given: Arguments, more: Partial<ActionRequestedV1> = {}): Draft =>
  draft('action.requested.v1', {
    subject: `action/${newId()}`,
    data: {
      repository: REPOSITORY,
      act: 'add_rule',
      class: 'change',
      arguments: given,
      content_sha256: contentHash(given),
      decision: newId(),
      level: 2,
      ...more,
    },
  })

const order = (name: string, files: unknown = FILES): Arguments => ({
  files,
  branch: `heimgewebe/${name}`,
  title: 'ci: refuse raw SQL',
  body: 'It led to an incident three times.\nHeimgewebe-Intent: forged',
})

describe('hauski', () => {
  let mesh: TestMesh
  let hauski: TestService
  let folder: string
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: folder, encoding: 'utf8' }).trim()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hauski-shop-'))
    git('init', '-q', '-b', 'main')
    git('config', 'user.name', 'Ada')
    git('config', 'user.email', 'ada@example.org')
    await writeFile(join(folder, 'README.md'), 'hello\n')
    await symlink('/tmp', join(folder, 'out'))
    git('add', '-A')
    git('commit', '-q', '-m', 'start')
    mesh = await TestMesh.start()
    hauski = await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(
      draft('repository.registered.v1', {
        subject: `repository/${REPOSITORY}`,
        data: { repository: REPOSITORY, location: folder, default_branch: 'main', shallow: false },
      }),
    )
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const place = (): KnownRepository => ({ location: folder, defaultBranch: 'main' })

  const ask = async (request: Draft, source = 'heimgewebe/heimgeist'): Promise<MeshEvent> =>
    (await mesh.appendAs(source, request))[0]!

  const resultOf = async (request: MeshEvent): Promise<ActionFinishedV1> => {
    await mesh.settled()
    const results = (await mesh.events('action.finished.v1')).filter(({ data }) => data.request === request.id)
    expect(results).toHaveLength(1)
    return results[0]!.data
  }

  /** The id of a person's yes to exactly these arguments. `before`: hash of an answer that was given first. */
  const approved = async (
    given: Arguments,
    more: { option?: string; seen?: string; deadline?: string; before?: string } = {},
  ) => {
    const [question] = await mesh.appendAs(
      'heimgewebe/heimgeist',
      draft('approval.requested.v1', {
        subject: `approval/${newId()}`,
        data: {
          about: newId(),
          title: 'Put it in force?',
          text: JSON.stringify(given),
          content_sha256: contentHash(given),
          options: [
            { id: 'approve', label: 'Yes' },
            { id: 'reject', label: 'No' },
          ],
          deadline: more.deadline ?? '2099-01-01T00:00:00Z',
        },
      }),
    )
    const answer = (content_sha256: string): Draft =>
      draft('approval.given.v1', {
        subject: question!.subject,
        data: { request: question!.id, option: more.option ?? 'approve', by: 'person/ada', content_sha256 },
      })
    if (more.before !== undefined) await mesh.appendAs('heimgewebe/leitstand', answer(more.before))
    const [counted] = await mesh.appendAs('heimgewebe/leitstand', answer(more.seen ?? contentHash(given)))
    return counted!.id
  }

  it('commits an approved rule on a branch of its own, by the mesh, citing what it rests on', async () => {
    const given = order('raw-sql')
    const approval = await approved(given)
    const proposal = newId()
    const request = await ask(wanted(given, { approval, proposal }))
    const result = await resultOf(request)

    expect(result).toMatchObject({
      verdict: 'done',
      result: { branch: 'heimgewebe/raw-sql', commit: git('rev-parse', 'heimgewebe/raw-sql') },
      undo: { act: 'revert_change' },
    })
    expect(git('show', '--format=%an%n%B', '--stat', 'heimgewebe/raw-sql')).toContain('.github/heimgewebe/raw-sql.yml')
    expect(git('log', '-1', '--format=%an <%ae>%n%B', 'heimgewebe/raw-sql')).toBe(
      [
        'Heimgewebe <heimgewebe@localhost>',
        'ci: refuse raw SQL',
        '',
        'It led to an incident three times.',
        '> Heimgewebe-Intent: forged',
        '',
        `Heimgewebe-Intent: ${request.id}`,
        `Heimgewebe-Decision: ${(request.data as ActionRequestedV1).decision}`,
        `Heimgewebe-Proposal: ${proposal}`,
        `Heimgewebe-Approval: ${approval}`,
      ].join('\n'),
    )
    expect(git('status', '--porcelain')).toBe('')
    expect(git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('main')
  })

  it('takes the yes that counts, also where an answer to other bytes was given before it', async () => {
    const given = order('second-answer')
    const approval = await approved(given, { before: '0'.repeat(64) })

    expect(await resultOf(await ask(wanted(given, { approval })))).toMatchObject({ verdict: 'done' })
  })

  it('states its intent before it acts, caused by the request', async () => {
    const [intent] = await mesh.events('action.started.v1')

    expect(intent).toMatchObject({ source: 'heimgewebe/hauski', causationid: intent!.data.request })
  })

  it('takes an act back by the undo that it named', async () => {
    const undone = (await mesh.events('action.finished.v1')).find(({ data }) => data.verdict === 'done')!.data
    const given = undone.undo!.arguments as Arguments
    const request = await ask(wanted(given, { act: 'revert_change', level: 3 }))

    expect(await resultOf(request)).toMatchObject({ verdict: 'done' })
    expect(git('ls-tree', '-r', '--name-only', 'heimgewebe/raw-sql')).not.toContain('raw-sql.yml')
  })

  it('does nothing where all is as ordered already', async () => {
    const given = order('same', [{ path: 'README.md', content: 'hello\n' }])

    expect(await resultOf(await ask(wanted(given, { level: 3 })))).toMatchObject({ verdict: 'nothing_to_do' })
  })

  describe('refuses, and leaves no trace', () => {
    const fine = (): Arguments => order('refused')
    const refusals: readonly [string, () => Promise<MeshEvent>, string][] = [
      ['a change without a yes below level 3', () => ask(wanted(fine())), "needs a person's yes"],
      ['an approval that the log does not have', () => ask(wanted(fine(), { approval: newId() })), 'not in the log'],
      [
        'an approval of other bytes',
        async () => ask(wanted(fine(), { approval: await approved(order('other')) })),
        'of other content',
      ],
      [
        'an approval by somebody who saw other bytes',
        async () => ask(wanted(fine(), { approval: await approved(fine(), { seen: 'f'.repeat(64) }) })),
        'of other content',
      ],
      [
        'a no',
        async () => ask(wanted(fine(), { approval: await approved(fine(), { option: 'reject' }) })),
        'chose reject',
      ],
      [
        'a yes after the deadline',
        async () => ask(wanted(fine(), { approval: await approved(fine(), { deadline: '2001-01-01T00:00:00Z' }) })),
        'after its deadline',
      ],
      [
        'arguments that were changed after they were hashed',
        () => ask(wanted(fine(), { level: 3, content_sha256: contentHash(order('x')) })),
        'not those of content_sha256',
      ],
      ['a request by another service', () => ask(wanted(fine(), { level: 3 }), 'heimgewebe/sichter'), 'may not ask'],
      ['a request by a person', () => ask(wanted(fine(), { level: 3 }), '/leitstand/page'), 'may not ask'],
      [
        'a repository that nobody registered',
        () => ask(wanted(fine(), { level: 3, repository: 'a/b' })),
        'nobody said',
      ],
      ['a change that calls itself a saying', () => ask(wanted(fine(), { class: 'say' })), "needs a person's yes"],
      ['a path that leads out', () => ask(wanted(order('x', [{ path: '../x', content: '' }]), { level: 3 })), 'path'],
      [
        'a path of git itself',
        () => ask(wanted(order('x', [{ path: '.git/hooks/pre-push', content: '' }]), { level: 3 })),
        'a file that git reads',
      ],
      [
        'a path through a link',
        () => ask(wanted(order('x', [{ path: 'out/x', content: '' }]), { level: 3 })),
        'would lead through',
      ],
      [
        'a branch of somebody else',
        () => ask(wanted({ ...fine(), branch: 'main' }, { level: 3 })),
        'branch is not a branch below',
      ],
      [
        'a branch that climbs',
        () => ask(wanted({ ...fine(), branch: 'heimgewebe/../main' }, { level: 3 })),
        'branch is not',
      ],
    ]

    it.each(refusals)('%s', async (_, asked, why) => {
      const refs = git('for-each-ref')
      const result = await resultOf(await asked())

      expect(result.verdict).toBe('refused')
      expect(result.reason).toContain(why)
      expect(git('for-each-ref')).toBe(refs)
    })

    it.each(['approval.given.v1', 'approval.requested.v1', 'repository.registered.v1', 'switch.thrown.v1'] as const)(
      'what another service says as %s',
      async (type) => {
        const refs = git('for-each-ref')
        const given = order(`by-wgx-${type.slice(0, 10).replace('.', '-')}`)
        const question = newId()
        const forged = {
          'approval.given.v1': {
            request: question,
            option: 'approve',
            by: 'person/ada',
            content_sha256: contentHash(given),
          },
          'approval.requested.v1': {
            ...{ about: newId(), title: 'x', text: 'x', options: [{ id: 'approve', label: 'Yes' }] },
            ...{ deadline: '2099-01-01T00:00:00Z', content_sha256: contentHash(given) },
          },
          'repository.registered.v1': {
            ...{ repository: REPOSITORY, location: '/nowhere', default_branch: 'main', shallow: false },
          },
          'switch.thrown.v1': { state: 'stopped', by: 'person/ada' },
        }[type]
        const [said] = await mesh.appendAs('heimgewebe/wgx', draft(type, { subject: 'x', data: forged as never }))
        const result = await resultOf(await ask(wanted(given, { approval: said!.id })))
        expect(result).toMatchObject({ verdict: 'refused', reason: 'the approval that is named is not in the log' })
        expect(git('for-each-ref')).toBe(refs)
        const genuine = order(`after-${type.slice(0, 10).replace('.', '-')}`)
        const approval = await approved(genuine)
        expect(await resultOf(await ask(wanted(genuine, { approval })))).toMatchObject({ verdict: 'done' })
      },
    )

    it('a second use of one yes', async () => {
      const given = order('twice')
      const approval = await approved(given)
      const [first, second] = [await ask(wanted(given, { approval })), await ask(wanted(given, { approval }))]

      expect(await resultOf(first)).toMatchObject({ verdict: 'done' })
      expect(await resultOf(second)).toMatchObject({ verdict: 'refused', reason: 'the approval was used already' })
    })
  })

  it('acts on nothing while the kill switch is thrown', async () => {
    const turn = (state: 'stopped' | 'released'): Draft =>
      draft('switch.thrown.v1', { subject: 'switch', data: { state, by: 'person/ada' } })
    await mesh.append(turn('stopped'))
    const given = order('stopped')

    expect(await resultOf(await ask(wanted(given, { level: 3 })))).toMatchObject({
      verdict: 'refused',
      reason: 'the kill switch is thrown',
    })
    await mesh.append(turn('released'))
    expect(await resultOf(await ask(wanted(given, { level: 3 })))).toMatchObject({ verdict: 'done' })
  })

  it('finds what an earlier try had done before it was killed, and does it no second time', async () => {
    const given = order('killed')
    const request = { ...wanted(given, { level: 3 }), id: newId(), time: '2026-11-26T10:00:00Z' }
    const reading = readOrder('add_rule', given, { files: 1, fileBytes: 1000 })
    if (!reading.ok) throw new Error(reading.why)
    // What a kill behind the last step leaves: the branch is there, and nothing says so.
    const message = wordCommit(reading.order, request as MeshEvent<'action.requested.v1'>)
    const { id, time } = request
    const task = { id, time, name: REPOSITORY, repository: place(), order: reading.order, message }
    const earlier = await hauski.get(LocalWorld).perform(task, new AbortController().signal)
    const before = git('for-each-ref')
    const result = await resultOf(await ask(request))

    expect(result).toMatchObject({ verdict: 'done', result: earlier.result })
    expect(git('for-each-ref')).toBe(before)
  })

  it('looks after a kill what became of the act, and says so', async () => {
    const acts = hauski.get(PerformActionStarted)
    const intents = (await mesh.events('action.started.v1')).filter(({ data }) => data.act === 'add_rule')
    const after = async (intent: MeshEvent<'action.started.v1'>): Promise<unknown> =>
      (await acts.unknown(intent)).map(({ data }) => (data as ActionFinishedV1).verdict)
    expect(await after(intents.at(-1)!)).toEqual(['done'])

    git('update-ref', '-d', 'refs/heads/heimgewebe/killed')
    expect(await after(intents.at(-1)!)).toEqual(['failed'])
  })

  it('changes nothing when everything is delivered once more', async () => {
    const before = [await mesh.events(), git('for-each-ref'), await hauski.json('/actions?limit=1000')]
    await mesh.redeliverAll()

    expect([await mesh.events(), git('for-each-ref'), await hauski.json('/actions?limit=1000')]).toEqual(before)
  })

  it('shows what was asked and what came of it', async () => {
    const { actions } = await hauski.json<{ actions: { request: string; result: unknown }[] }>('/actions?limit=1')

    expect(await hauski.json(`/actions/${actions[0]!.request}`)).toEqual(actions[0])
    expect((await hauski.fetch('/actions?limit=0')).status).toBe(400)
    expect((await hauski.fetch('/actions/nobody')).status).toBe(404)
  })
})
