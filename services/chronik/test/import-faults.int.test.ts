import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { QUICK, reached, scratch, SourceRepository, watch, watched } from './import-kit.js'

const folder = scratch()
let mesh: TestMesh
beforeAll(async () => {
  mesh = await TestMesh.start(QUICK)
})
afterAll(async () => {
  await mesh.stop()
  folder.remove()
})

const importedOf = async (repository: string) =>
  (await mesh.events('repository.imported.v1')).filter((event) => event.data.repository === repository)

describe('an import that is cut off', () => {
  it('goes on after each restart, and ends with what an undisturbed one gives', async () => {
    const repository = new SourceRepository(folder.path('large'))
    repository.fill('main', 3000)
    repository.git('branch', 'side', 'main~700')
    repository.git('reset', '-q', '--hard')
    await watch(mesh, repository.path)
    let restarts = 0
    const isDone = async () => (await importedOf('local/large')).length > 0
    for (let done = 0; !(await isDone()); restarts++) {
      // Each life of chronik gets a little further before it ends.
      await eventually(
        async () => ((await watched(mesh, repository.path))?.commits_done ?? 0) > done || (await isDone()),
      )
      done = (await watched(mesh, repository.path))?.commits_done ?? 0
      await mesh.chronik.restart()
    }
    expect(restarts).toBeGreaterThan(0)

    const shas = repository.git('rev-list', '--reverse', 'main').split('\n')
    const changes = await mesh.events('change.recorded.v1')
    expect(changes.map((event) => event.data.sha)).toEqual(shas)
    const merged = (await mesh.events('pr.merged.v1')).map((event) => event.data.number)
    expect(merged).toEqual(Array.from({ length: 3000 }, (_, index) => index).filter((index) => index % 7 === 3))
    const [imported, ...others] = await importedOf('local/large')
    expect(others).toEqual([])
    expect(imported!.data).toMatchObject({ commits: 3000, pull_requests: merged.length })
  })

  it('is followed by what came while chronik was down', async () => {
    const repository = new SourceRepository(folder.path('moving'))
    repository.fill('main', 3000)
    repository.git('reset', '-q', '--hard')
    await watch(mesh, repository.path)
    await eventually(async () => ((await watched(mesh, repository.path))?.commits_done ?? 0) > 0)
    let late = ''
    await mesh.chronik.restart(async () => {
      late = repository.write('late.txt', 'late\n').commit('while nobody looked')
      // Old enough that the source need not be looked at twice for its sake.
      await sleep(1500)
    })
    expect(await importedOf('local/moving')).toEqual([])
    await eventually(
      async () => (await mesh.events('change.recorded.v1')).some((event) => event.data.sha === late),
      async () => JSON.stringify(await watched(mesh, repository.path)),
    )
  })

  it('makes a mirror anew that was damaged meanwhile', async () => {
    const path = folder.path('large')
    const [{ home }] = [{ home: mesh.settings['HEIMGEWEBE_HOME']! }]
    execFileSync('sh', ['-c', `find '${home}/chronik/repositories' -name '*.pack' -exec truncate -s 100 {} +`])
    execFileSync('git', [
      '-C',
      path,
      '-c',
      'user.name=a',
      '-c',
      'user.email=b',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'after the damage',
    ])
    await eventually(async () =>
      (await mesh.events('change.recorded.v1')).some((event) => event.data.title === 'after the damage'),
    )
    await reached(mesh, path, 'following')
    expect(await importedOf('local/large')).toHaveLength(1)
  })
})

describe('what cannot be read', () => {
  it.each([
    ['no-repository', 'is not a git repository', () => mkdirSync(folder.path('no-repository'))],
    ['nowhere', 'there is no folder', () => undefined],
  ])('is told for %s, with what to do next', async (name, text, prepare) => {
    prepare()
    await watch(mesh, folder.path(name))
    const entry = await reached(mesh, folder.path(name), 'failed', text)
    expect(entry.problem).toContain(folder.path(name))
    expect(entry.problem).toContain('Next: ')
  })

  it.each(['relative/path', 'ext::sh -c id', '--upload-pack=id', 'http://127.0.0.1:1/x.git'])(
    'is told for the location %s',
    async (location) => {
      await watch(mesh, location)
      expect((await reached(mesh, location, 'failed')).problem).toContain('Next: watch it by an absolute path')
    },
  )

  it('is told for a location that no file system can hold', async () => {
    await mesh.append(draft('watch.requested.v1', { subject: 'repository/nowhere', data: { location: '/no\0where' } }))
    expect((await reached(mesh, '/no\ufffdwhere', 'failed')).problem).toContain('Next: ')
    expect(await mesh.events('event.parked.v1')).toEqual([])
  })

  it('is read as soon as it can be', async () => {
    const repository = new SourceRepository(folder.path('late'))
    repository.write('a', 'a\n').commit('here I am')
    renameSync(repository.path, folder.path('hidden'))
    await watch(mesh, repository.path)
    await reached(mesh, repository.path, 'failed', 'there is no folder')
    renameSync(folder.path('hidden'), repository.path)
    expect((await reached(mesh, repository.path, 'following')).problem).toBeUndefined()
  })

  const asUser = process.getuid?.() === 0 ? it.skip : it
  asUser('is told where reading is forbidden', async () => {
    const repository = new SourceRepository(folder.path('forbidden'))
    chmodSync(repository.path, 0)
    await watch(mesh, repository.path)
    await reached(mesh, repository.path, 'failed', 'may not be read')
    chmodSync(repository.path, 0o755)
  })
})

describe('repositories that lack something', () => {
  it('are followed when they are empty, and read from their first commit', async () => {
    const repository = new SourceRepository(folder.path('empty'))
    await watch(mesh, repository.path)
    await reached(mesh, repository.path, 'following', 'there is no commit yet')
    const sha = repository.write('a', 'a\n').commit('the very first')
    await eventually(async () => (await importedOf('local/empty')).length === 2)
    expect((await importedOf('local/empty')).map((event) => [event.data.commits, event.data.head])).toEqual([
      [0, undefined],
      [1, sha],
    ])
    expect((await reached(mesh, repository.path, 'following')).problem).toBeUndefined()
  })

  it('say that they are shallow, and give the rest when it comes', async () => {
    const whole = new SourceRepository(folder.path('whole'))
    whole.fill('main', 6)
    const path = folder.path('shallow')
    execFileSync('git', ['clone', '-q', '--depth=2', `file://${whole.path}`, path])
    execFileSync('git', ['-C', path, 'remote', 'set-url', 'origin', 'git@example.org:acme/shallow.git'])
    await watch(mesh, path)
    await reached(mesh, path, 'following', 'shallow clone')
    const recorded = async () =>
      (await mesh.events('change.recorded.v1')).filter((event) => event.data.repository === 'acme/shallow')
    expect((await recorded()).map((event) => event.data.files.length)).toEqual([0, 1])
    execFileSync('git', ['-C', path, 'fetch', '-q', '--unshallow', `file://${whole.path}`])
    await eventually(async () => (await recorded()).length === 6)
  })
})

describe('two places of the same name', () => {
  it('are two repositories', async () => {
    for (const parent of ['one', 'two']) {
      mkdirSync(folder.path(parent))
      const repository = new SourceRepository(folder.path(`${parent}/twin`))
      repository.write('a', `${parent}\n`).commit(parent)
      await watch(mesh, repository.path)
      await reached(mesh, repository.path, 'following')
    }
    const [one, two] = await Promise.all(['one', 'two'].map((parent) => watched(mesh, folder.path(`${parent}/twin`))))
    expect(one!.repository).toBe('local/twin')
    expect(two!.repository).toMatch(/^local\/twin-[0-9a-f]{6}$/)
  })
})
