import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft, newId } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule as Sichter } from '../../services/sichter/src/app.module.js'
import { AppModule as Wgx } from '../../services/wgx/src/app.module.js'

const SHOP = 'acme/shop'
const sha = (n: number): string => n.toString(16).padStart(40, '0')
const pr = (number: number): string => `pr/${SHOP}/${number}`

let mesh: TestMesh

beforeAll(async () => {
  mesh = await TestMesh.start({ WGX_GUARD_SAMPLE: '0' })
  await mesh.boot((source) => Sichter.fromEnvironment(source))
  // Without a sandbox nothing is run: what is asked here is what was chosen.
  await mesh.boot((source) => Wgx.fromEnvironment(source), { PATH: '/nonexistent', HEIMGEWEBE_TOOLS: '' })
  const guards = ['auth', 'web', 'docs'].map((area) => ({
    name: `${area}-tests`,
    kind: 'guard' as const,
    area,
    command: 'true',
    time_limit_seconds: 60,
    memory_limit_mib: 64,
  }))
  const areas = ['auth', 'web', 'docs'].map((name) => ({ name, paths: [`src/${name}/**`] }))
  await mesh.append(
    draft('configuration.recorded.v1', {
      subject: `repository/${SHOP}`,
      data: { repository: SHOP, sha: sha(1), areas, guards, problems: [] },
    }),
  )
})
afterAll(() => mesh.stop())

const opened = (number: number, path: string): Draft =>
  draft('pr.opened.v1', {
    subject: pr(number),
    data: {
      repository: SHOP,
      number,
      branch: `b${number}`,
      base_branch: 'main',
      head: sha(number),
      title: `Change ${number}`,
      author: { name: 'Ada' },
      added: 3,
      deleted: 1,
      files_known: true,
      files: [{ path, status: 'modified', added: 3, deleted: 1 }],
    },
  })

const finished = (number: number, guard: string, fault: 'change' | 'flaky' | undefined): Draft =>
  draft('guard.finished.v1', {
    subject: `guard/${newId()}`,
    data: {
      repository: SHOP,
      change: pr(number),
      request: newId(),
      guard,
      area: guard.replace('-tests', ''),
      sha: sha(number),
      verdict: fault === 'change' ? 'failed' : 'passed',
      ...(fault === undefined ? {} : { fault }),
      reason: 'as it was',
      duration_seconds: 10,
      protection: [],
    },
  })

/** Which guards are chosen for a new change of a file in the area auth, and why. */
const chosenFor = async (number: number) => {
  await mesh.append(opened(number, 'src/auth/login.ts'))
  await mesh.settled()
  const id = newId()
  const data = { repository: SHOP, change: pr(number), area: 'changed', areas: ['auth'], kind: 'guard' as const }
  await mesh.append(
    draft('guard.requested.v1', { id, subject: `guard/${id}`, data: { ...data, requested_by: 'heimgeist' } }),
  )
  await mesh.settled()
  return (await mesh.events('guards.chosen.v1')).find((event) => event.data.request === id)?.data
}

describe('the choice of guards, from a proposed change to wgx', () => {
  it('follows the areas as long as guards found nothing', async () => {
    expect(await chosenFor(10)).toMatchObject({ basis: 'areas', chosen: [{ guard: 'auth-tests', by: 'area' }] })
  })

  it('does not learn from flaky failures', async () => {
    for (let number = 20; number < 26; number++)
      await mesh.append(opened(number, 'src/auth/login.ts'), finished(number, 'web-tests', 'flaky'))

    expect(await chosenFor(30)).toMatchObject({ basis: 'areas' })
  })

  it('runs a guard of another area first, once it found faults in changes of the same file, and names the runs', async () => {
    const faults = []
    for (let number = 40; number < 48; number++) {
      const [, fault] = await mesh.append(
        opened(number, 'src/auth/login.ts'),
        finished(number, 'web-tests', number % 2 === 0 ? 'change' : undefined),
        finished(number, 'auth-tests', undefined),
      )
      if (number % 2 === 0) faults.push(fault!.id)
    }
    await mesh.append(opened(48, 'src/auth/login.ts'), finished(48, 'web-tests', 'change'))
    const chosen = await chosenFor(50)

    expect(chosen).toMatchObject({
      basis: 'learned',
      chosen: [
        { guard: 'web-tests', by: 'learned', reason: expect.stringMatching(/^found a fault in 5 of its \d+ runs/) },
      ],
    })
    expect(chosen?.chosen[0]?.events).toEqual(expect.arrayContaining(faults))
    expect(chosen?.left_out.map(({ guard }) => guard).sort()).toEqual(['auth-tests', 'docs-tests'])
  })
})
