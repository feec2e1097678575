import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionFinishedV1, ActionRequestedV1, MeshEvent } from '@heimgewebe/contracts'
import type { FakeHost, Fault } from '@heimgewebe/hosts/test-kit'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { PerformActionStarted } from '../src/handlers/perform-action-started.js'
import { GitOverHttp } from './git-over-http.js'
import { hostWith, HostsFolder, request, resultOf } from './hosted-kit.js'

const REPOSITORY = 'acme/shop'

/** Knows nobody. */
const unproven: Fault = (_, response) =>
  Boolean(response.writeHead(401, { 'www-authenticate': 'Basic realm="host"' }).end())

describe('hauski, on a repository that is at a host only', () => {
  let mesh: TestMesh
  let hauski: TestService
  let folder: HostsFolder
  let host: FakeHost
  let remote: GitOverHttp
  beforeAll(async () => {
    folder = await HostsFolder.make()
    mesh = await TestMesh.start({ HAUSKI_HOSTS_FILE: folder.file, HAUSKI_HOST_TIMEOUT: '5s' })
    hauski = await mesh.boot((source) => AppModule.fromEnvironment(source))
    host = await hostWith(mesh, 'forgejo', REPOSITORY)
    remote = new GitOverHttp(folder.path, host.token)
  })
  beforeEach(async () => {
    host.fault = remote.take
    remote.fault = undefined
    await folder.configure(host)
  })
  afterAll(async () => {
    await mesh.stop()
    await host.stop()
    await folder.remove()
  })

  const order = (name: string): ActionRequestedV1['arguments'] => ({
    files: [{ path: `rules/${name}.yml`, content: `id: ${name}\n` }],
    branch: `heimgewebe/${name}`,
    title: `Add ${name}`,
    body: 'It broke three times.',
  })
  const done = async (act: ActionRequestedV1['act'], given: object): Promise<ActionFinishedV1> =>
    resultOf(mesh, await request(mesh, REPOSITORY, act, given))

  it('pushes a commit to a branch of the mesh and opens a change for it', async () => {
    const result = await done('add_rule', order('raw-sql'))
    const opened = host.world.changes.find(({ title }) => title === 'Add raw-sql')!

    expect(result).toMatchObject({
      verdict: 'done',
      result: { branch: 'heimgewebe/raw-sql', id: String(opened.number) },
      undo: { act: 'update_change', arguments: { state: 'closed' } },
    })
    expect(remote.git('rev-parse', 'heimgewebe/raw-sql')).toBe(result.result!.commit)
    expect(remote.git('show', 'heimgewebe/raw-sql:rules/raw-sql.yml')).toBe('id: raw-sql')
    expect(opened).toMatchObject({ head: { ref: 'heimgewebe/raw-sql' }, base: { ref: 'main' } })
    expect(await done(result.undo!.act as 'update_change', result.undo!.arguments!)).toMatchObject({ verdict: 'done' })
    expect(remote.git('branch', '--list', 'heimgewebe/raw-sql')).not.toBe('')
  })

  it('pushes without a change where only that is allowed, and takes it back by a commit', async () => {
    await folder.configure(host, { acts: ['branch'] })
    const result = await done('add_rule', order('quiet'))
    expect(result).toMatchObject({ verdict: 'done', reason: expect.stringContaining('without "change"') })
    expect(await done(result.undo!.act as 'revert_change', result.undo!.arguments!)).toMatchObject({ verdict: 'done' })

    expect(remote.git('ls-tree', '-r', '--name-only', 'heimgewebe/quiet')).toBe('README.md')
    expect(remote.git('rev-list', '--count', 'heimgewebe/quiet')).toBe('3')
  })

  it('never forces: a branch that moved on meanwhile stays as it is', async () => {
    const first = await done('commit_files', order('moved'))
    remote.fault = () => {
      const tree = remote.git('rev-parse', 'main^{tree}')
      const theirs = remote.git('commit-tree', '-m', 'theirs', '-p', first.result!.commit!, tree)
      remote.git('update-ref', 'refs/heads/heimgewebe/moved', theirs)
      remote.fault = undefined
      return false
    }
    const files = [{ path: 'other.txt', content: 'x\n' }]
    const second = await done('commit_files', { ...order('moved'), files })

    expect(second.verdict).toBe('refused')
    expect(second.reason).toMatch(/rejected|failed to push/)
    expect(remote.git('log', '-1', '--format=%s', 'heimgewebe/moved')).toBe('theirs')
  })

  it('finds its commit where the answer to the push was lost, and after a kill', async () => {
    const lose = remote.take
    host.fault = (asked, response) => {
      if (asked.url?.endsWith('/git-receive-pack')) response.writeHead = () => response.destroy() as never
      return lose(asked, response)
    }
    const result = await done('commit_files', order('lost'))
    expect(result).toMatchObject({ verdict: 'done', reason: expect.stringContaining('the answer was lost') })
    host.fault = remote.take

    const intent = (await mesh.events('action.started.v1')).at(-1)! as MeshEvent<'action.started.v1'>
    const [found] = await hauski.get(PerformActionStarted).unknown(intent)
    expect(found!.data).toMatchObject({ verdict: 'done', result: { commit: result.result!.commit } })
    remote.git('update-ref', '-d', 'refs/heads/heimgewebe/lost')
    const [gone] = await hauski.get(PerformActionStarted).unknown(intent)
    expect(gone!.data).toMatchObject({ verdict: 'failed' })
  })

  it.each([
    ['the owner did not allow it', { acts: ['change'] }, 'refused', 'without "branch"'],
    ['the token is not the right one', {}, 'failed', 'my-forgejo: '],
  ])('says so where %s', async (_, entry, verdict, why) => {
    await folder.configure(host, entry)
    if (verdict === 'failed') host.fault = unproven
    const before = remote.git('for-each-ref')
    const result = await done('commit_files', order('never'))

    expect(result).toMatchObject({ verdict, reason: expect.stringContaining(why) })
    expect(remote.git('for-each-ref')).toBe(before)
  })

  it('leaves its token in no event and in no file of its mirrors, also after a kill', async () => {
    const mirrors = join(String(mesh.settings['HEIMGEWEBE_HOME']), 'hauski/mirrors')
    await writeFile(join(mirrors, 'killed.git.gitconfig'), host.token)
    await hauski.restart()
    const files = await readdir(mirrors, { recursive: true, withFileTypes: true })
    expect(files.length).toBeGreaterThan(10)
    for (const file of files.filter((one) => one.isFile()))
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain(host.token)
    expect(JSON.stringify(await mesh.events())).not.toContain(host.token)
  })
})
