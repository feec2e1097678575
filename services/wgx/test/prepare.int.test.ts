import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { GuardFinishedV1 } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { openFolder, removeFolders } from './sandbox-kit.js'
import { branchOf, commitOn, type Shop, makeShop } from './shop-repository.js'
import { REPOSITORY, type Step, answersTo, guard, imported, requested } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

/** Counts its runs by what it makes: each run gives another number. */
const MAKE =
  'ls -A > seen; mkdir -p lib ~/cache/mod; date +%s%N > lib/made; cp lock lib/lock; mv seen lib; echo mod > ~/cache/mod/file'

const step = (name: string, rest: Partial<Step> = {}): Step => ({
  name,
  command: MAKE,
  keyed_by: ['lock', 'sub/*.lock'],
  keeps: [{ path: 'lib' }, { path: '~/cache/mod' }],
  time_limit_seconds: 20,
  memory_limit_mib: 256,
  ...rest,
})

const TRY_ALL = `
cat lib/made
echo broke > lib/made; echo broke > lib/new; rm -rf lib/made lib/lock; chmod -R 777 lib; mv lib/made lib/other
ln lib/made hard && echo broke > hard; ln -s /work/lib/made soft; echo broke > soft; mv lib gone; rmdir lib
mount -o remount,rw,bind /work/lib; umount /work/lib; cp -al lib linked && echo broke > linked/made
echo broke > ~/cache/mod/file; touch ~/cache/mod/new; truncate -s 0 lib/made; dd if=/dev/zero of=lib/made conv=notrunc count=1
perl -e 'syscall(161, "/work/lib/..", 2)'; true`

suite('what guards need', () => {
  let shop: Shop
  let mesh: TestMesh
  let home: string
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    const base = await commitOn(shop, 'main', { lock: 'one\n', 'sub/a.lock': 'a\n', 'other.txt': 'x\n' })
    shop = { ...shop, base }
    home = await openFolder()
    mesh = await TestMesh.start()
    await mesh.boot((source) => AppModule.fromEnvironment(source), { HEIMGEWEBE_HOME: home, WGX_PREPARED_COUNT: '4' })
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(shop.folder, { recursive: true, force: true })
    await removeFolders()
  })

  const configure = async (guards: ReturnType<typeof guard>[], prepare: Step[]): Promise<void> => {
    await mesh.append(...imported(shop, guards, prepare))
  }
  /** The result of a guard on a branch that was made with these files. */
  const resultOn = async (sha: string, area: string): Promise<GuardFinishedV1> => {
    const [result, ...others] = await answersTo(
      mesh,
      requested(1, { sha, area, change: `change/${REPOSITORY}/${sha}` }),
    )
    expect(others).toEqual([])
    return result!
  }
  const change = (files: Record<string, string>): Promise<string> => branchOf(shop, files)

  it('are made once for the same files, by a step that sees these files alone, and given to each run', async () => {
    await configure(
      [guard('show', 'a', 'cat lib/made lib/seen lib/lock ~/cache/mod/file', { prepare: 'deps' })],
      [step('deps')],
    )
    const first = await resultOn(await change({ 'other.txt': 'y\n' }), 'a')
    const second = await resultOn(await change({ 'other.txt': 'z\n' }), 'a')
    const other = await resultOn(await change({ lock: 'two\n' }), 'a')

    expect(first).toMatchObject({ verdict: 'passed', prepared: { name: 'deps', state: 'made' } })
    expect(first.prepared?.bytes).toBeGreaterThan(0)
    expect(first.output_tail).toMatch(/^\d+\nlock\nseen\nsub\none\nmod\n$/)
    expect(second).toMatchObject({
      verdict: 'passed',
      output_tail: first.output_tail,
      prepared: { state: 'kept', key: first.prepared!.key },
    })
    expect(other.prepared?.key).not.toBe(first.prepared?.key)
    expect(other.output_tail).toContain('\ntwo\n')
  })

  it('cannot be changed by a run for the next one, whatever it tries', async () => {
    await configure(
      [guard('hostile', 'a', TRY_ALL, { prepare: 'deps' })],
      [step('deps', { command: `${MAKE} # hostile` })],
    )
    const first = await resultOn(await change({ 'other.txt': '1\n' }), 'a')
    const second = await resultOn(await change({ 'other.txt': '2\n' }), 'a')
    await configure(
      [guard('after', 'a', 'cat lib/made; ls -A lib ~/cache/mod; cat lib/lock ~/cache/mod/file', { prepare: 'deps' })],
      [step('deps', { command: `${MAKE} # hostile` })],
    )
    const after = await resultOn(await change({ 'other.txt': '3\n' }), 'a')

    expect(first.prepared).toMatchObject({ state: 'made' })
    expect(second.prepared).toMatchObject({ state: 'kept', key: first.prepared!.key })
    const made = /^\d+\n/.exec(first.output_tail!)![0]
    expect(second.output_tail).toMatch(new RegExp(`^${made}`))
    expect(after.prepared?.state).toBe('kept')
    expect(after.output_tail).toBe(`${made}/home/wgx/cache/mod:\nfile\n\nlib:\nlock\nmade\nseen\none\nmod\n`)
  })

  it('are copied for each run where they are to be written to', async () => {
    const keeps = [
      { path: 'lib', writable: true },
      { path: '~/cache/mod', writable: true },
    ]
    await configure(
      [
        guard(
          'writes',
          'a',
          'ls lib ~/cache/mod; mv lib was && mv was lib && echo x > lib/new && echo x > ~/cache/mod/new',
          { prepare: 'deps' },
        ),
      ],
      [step('deps', { keeps })],
    )
    const first = await resultOn(await change({ 'other.txt': '4\n' }), 'a')
    const second = await resultOn(await change({ 'other.txt': '5\n' }), 'a')

    expect(first).toMatchObject({ verdict: 'passed', prepared: { state: 'made' } })
    expect(second).toMatchObject({ verdict: 'passed', prepared: { state: 'kept' }, output_tail: first.output_tail })
  })

  it('have places for each run alone where a tool writes into what it reads', async () => {
    const scratch = ['.cache', 'seen']
    await configure(
      [
        guard(
          'writes',
          'a',
          'ls -A lib lib/.cache lib/seen; echo x > lib/.cache/x && echo x > lib/seen/x; echo x > lib/x',
          { prepare: 'deps' },
        ),
      ],
      [step('deps', { keeps: [{ path: 'lib', scratch }] })],
    )
    const first = await resultOn(await change({ 'other.txt': '8\n' }), 'a')
    const second = await resultOn(await change({ 'other.txt': '9\n' }), 'a')

    expect(first.output_tail).toContain('lib:\n.cache\nlock\nmade\nseen\n\nlib/.cache:\n\nlib/seen:\n')
    expect(first.reason).toMatch(/cannot create lib\/x: Read-only file system/)
    expect(second.output_tail).toBe(first.output_tail)
  })

  it('fail as what they are, not as the change, and are not tried again at once', async () => {
    const command = 'echo out of luck >&2; exit 3'
    await configure(
      [guard('show', 'a', 'true', { prepare: 'deps' }), guard('more', 'a', 'true', { prepare: 'deps' })],
      [step('deps', { command })],
    )
    const sha = await change({ 'other.txt': '6\n' })
    const results = await answersTo(mesh, requested(1, { sha, area: 'a', change: `change/${REPOSITORY}/${sha}` }))

    expect(results).toHaveLength(2)
    for (const result of results)
      expect(result).toMatchObject({
        verdict: 'not_run',
        reason: 'prepare deps failed: exited with 3: out of luck',
        output_tail: 'out of luck\n',
        prepared: { state: 'failed' },
        protection: [],
      })
    // The same run, told twice: a second one would have taken another time.
    expect(results[0]!.prepared).toEqual(results[1]!.prepared)
  })

  it.each([
    ['nothing', 'true', /lib was not made/],
    [
      'a link in the place of a folder',
      'ln -s /etc lib; mkdir -p ~/cache/mod',
      /lib is no folder, or lies behind a link/,
    ],
    [
      'a folder behind a link',
      'mkdir lib; mkdir -p /tmp/mod; ln -s /tmp ~/cache',
      /cache\/mod is no folder, or lies behind a link/,
    ],
    ['for ever', 'sleep 100', /did not end within 1 s/],
  ])('fail where the step makes %s', async (_, command, reason) => {
    const seconds = command === 'sleep 100' ? 1 : 20
    await configure(
      [guard('show', 'a', 'true', { prepare: 'deps' })],
      [step('deps', { command, time_limit_seconds: seconds })],
    )
    const result = await resultOn(await change({ 'other.txt': `${command}\n` }), 'a')

    expect(result).toMatchObject({ verdict: 'not_run', prepared: { state: 'failed' } })
    expect(result.reason).toMatch(reason)
  })

  it('take the place of what a change has there, and are led nowhere by its links', async () => {
    const keeps = [{ path: 'deep/lib' }]
    await configure(
      [guard('show', 'a', 'cat deep/lib/made', { prepare: 'deps' })],
      [step('deps', { keeps, command: 'mkdir -p deep/lib; echo ours > deep/lib/made' })],
    )
    const inPlace = await resultOn(await change({ 'deep/lib/made': 'theirs\n' }), 'a')
    const aLink = await resultOn(await change({ 'link:deep': '../../../..' }), 'a')

    expect(inPlace).toMatchObject({ verdict: 'passed', output_tail: 'ours\n' })
    expect(aLink.verdict).toBe('not_run')
    expect(aLink.reason).toContain('a file or a link is in its way')
  })

  it('say what is missing', async () => {
    await configure(
      [guard('nameless', 'b', 'true', { prepare: 'gone' }), guard('keyless', 'a', 'true', { prepare: 'deps' })],
      [step('deps', { keyed_by: ['nowhere/*'] })],
    )
    const sha = await change({ 'other.txt': '7\n' })

    expect((await resultOn(sha, 'b')).reason).toBe(
      'guard nameless is prepared by gone, which is no step of prepare in .heimgewebe.yaml',
    )
    expect((await resultOn(sha, 'a')).reason).toBe(
      'prepare deps has nothing to read: none of its files (nowhere/*) is there',
    )
  })

  it('do not keep a failure from being told where there was nothing before the change to prepare', async () => {
    await configure(
      [guard('fails', 'a', 'test ! -e lib/made', { prepare: 'deps' })],
      [step('deps', { keyed_by: ['new.lock'] })],
    )
    const result = await resultOn(await change({ 'new.lock': '1\n' }), 'a')

    expect(result).toMatchObject({ verdict: 'failed', prepared: { state: 'made' } })
    expect(result.signals).toContainEqual(
      expect.objectContaining({ kind: 'before', speaks: 'neither', text: expect.stringContaining('nothing to read') }),
    )
  })

  it('do not grow without end: what was used longest ago goes', async () => {
    const kept = join(home, 'wgx', 'sandbox', 'prepared')
    await configure(
      [guard('show', 'a', 'cat lib/lock', { prepare: 'deps' })],
      [step('deps', { command: `${MAKE} # many` })],
    )
    const changes: string[] = []
    for (let number = 0; number < 5; number++) changes.push(await change({ lock: `${number}\n` }))
    const results: GuardFinishedV1[] = []
    for (const sha of changes) results.push(await resultOn(sha, 'a'))
    const keys = await readdir(kept)

    expect(keys.toSorted()).toEqual(
      results
        .slice(1)
        .map(({ prepared }) => prepared!.key)
        .toSorted(),
    )
  })

  it('leave nothing of a run behind', async () => {
    expect(await readdir(join(home, 'wgx', 'sandbox', 'runs'))).toEqual([])
  })
})
