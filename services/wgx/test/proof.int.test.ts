import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft, newId, type ProofRequestedV1 } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { type Shop, makeShop } from './shop-repository.js'
import { REPOSITORY, imported } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe
const run = promisify(execFile)

suite('a proof by experiment', () => {
  let shop: Shop
  let mesh: TestMesh
  let wgx: TestService
  /** After the fault: a commit beside it, and one that changes the same line again. */
  let later: string
  let entangled: string
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    const git = async (...args: string[]): Promise<string> => {
      const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false']
      return (await run('git', [...identity, '-C', shop.folder, ...args])).stdout.trim()
    }
    const commit = async (file: string, text: string): Promise<string> => {
      await writeFile(join(shop.folder, file), text)
      await git('add', '--all')
      await git('commit', '--quiet', '--message', `Change ${file}`)
      return git('rev-parse', 'HEAD')
    }
    await git('switch', '--quiet', 'faulty')
    later = await commit('NEWS.md', 'New.\n')
    entangled = await commit('src/auth/login.sh', 'exit 0\n')
    await git('switch', '--quiet', 'main')
    mesh = await TestMesh.start()
    wgx = await mesh.boot((source) => AppModule.fromEnvironment(source), { WGX_PROOF_RUNS: '1' })
    await mesh.append(...imported(shop, []))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(shop.folder, { recursive: true, force: true })
  })

  const prove = async (data: Partial<ProofRequestedV1>) => {
    const id = newId()
    const request = draft('proof.requested.v1', {
      id,
      subject: `proof/${id}`,
      data: {
        incident: 'incident/7',
        repository: REPOSITORY,
        command: 'sh test/auth.sh',
        requested_by: 'person/ada',
        ...data,
      },
    })
    await mesh.append(request)
    await mesh.settled()
    const finished = (await mesh.events('proof.finished.v1')).filter((event) => event.data.request === id)
    expect(finished).toHaveLength(1)
    const trials = (await mesh.events('trial.finished.v1')).filter((event) => event.data.request === id)
    return { proof: finished[0]!.data, trials: trials.map(({ data }) => `${data.what} ${data.outcome}`) }
  }
  const faulty = () => `change/${REPOSITORY}/${shop.faulty}`

  it('proves the change with which the command fails, and without which it passes', async () => {
    const { proof, trials } = await prove({ change: faulty(), onto: later })

    expect(trials).toEqual(['change failed', 'parent passed', 'reverted passed'])
    expect(proof).toMatchObject({ verdict: 'proved', change: faulty() })
    expect(proof.events).toHaveLength(3)
  })

  it('takes the first suspect of the incident where no change is named', async () => {
    const subject = `change/${REPOSITORY}/${shop.clean}`
    await mesh.append(
      draft('suspects.ranked.v1', {
        subject: 'incident/8',
        data: {
          repository: REPOSITORY,
          incident: 'incident/8',
          answer: 'suspects',
          suspects: [{ change: subject, sha: shop.clean, confidence: 0.4, reasons: [] }],
          missing: [],
          baseline: { name: 'last-change', change: subject },
          considered: 1,
          model: 'test',
        },
      }),
    )
    const { proof, trials } = await prove({ incident: 'incident/8', onto: shop.clean })

    expect(trials).toEqual(['change passed', 'parent passed', 'reverted passed'])
    expect(proof).toMatchObject({
      verdict: 'not_proved',
      change: subject,
      reason: 'it passes on the change: the command does not show the trouble there',
    })
  })

  it.each([
    ['nobody is suspected', { incident: 'incident/9' }, 'no suspect of incident/9 is known; name a change'],
    [
      'the change is of another repository',
      { change: `change/acme/x/${'a'.repeat(40)}` },
      /is no commit of acme\/shop/,
    ],
  ])('says so where %s', async (_, data, reason) => {
    const { proof, trials } = await prove(data)

    expect(trials).toEqual([])
    expect(proof).toMatchObject({ verdict: 'not_proved', runs: [] })
    expect(proof.reason).toMatch(reason)
  })

  it('does not guess where later changes stand in the way of taking it back', async () => {
    const { proof, trials } = await prove({ change: faulty(), onto: entangled })

    expect(trials).toEqual(['change failed', 'parent passed', 'reverted not_run'])
    expect(proof.verdict).toBe('not_proved')
    expect(proof.reason).toContain('later changes stand in the way')
  })

  it('believes a command that says it cannot tell', async () => {
    const { proof } = await prove({ change: faulty(), onto: later, command: 'exit 125' })

    expect(proof).toMatchObject({ verdict: 'not_proved' })
    expect(proof.reason).toContain('it could not be told on the change')
  })

  it('lists proofs, and answers the same when everything is delivered once more', async () => {
    const { proofs } = await wgx.json<{ proofs: { result: { verdict: string } }[] }>('/proofs?incident=incident/8')
    const before = await mesh.events()
    await mesh.redeliverAll()

    expect(proofs).toMatchObject([{ incident: 'incident/8', result: { verdict: 'not_proved' } }])
    expect(await mesh.events()).toEqual(before)
  })
})
