import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chownSync,
  copyFileSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import {
  checkoutTree,
  clearStaleLocks,
  DETACHED_BRANCH,
  diffFiles,
  fetchCommit,
  findSourceFolder,
  hasCommit,
  isAncestor,
  listBranches,
  listTags,
  originUrl,
  parseLocation,
  readHistory,
  removeMirror,
  samePatch,
  SourceWatcher,
  type SyncedSource,
  type SyncOptions,
  syncMirror,
} from '@heimgewebe/git'
import { gathered, scratch, TestRepository } from './repository-kit.js'

const folder = scratch()
afterAll(folder.remove)

const portOf = (server: Server): number => (server.address() as AddressInfo).port

const sync = (path: string, mirror: string, options: SyncOptions = {}): Promise<SyncedSource> =>
  syncMirror(mirror, parseLocation(path), options)

const commitsIn = async (mirror: string): Promise<number> => {
  const include = (await listBranches(mirror)).map((branch) => branch.sha)
  return (await gathered(readHistory(mirror, { include }))).length
}

const repositoryWith = (name: string, commits: number, ...init: string[]): TestRepository => {
  const repository = new TestRepository(folder.path(name), ...init)
  for (let index = 0; index < commits; index++) repository.write('file.txt', `${index}\n`).commit(`commit ${index}`)
  return repository
}

describe('a mirror of a place of the web', () => {
  it('is read from no other place that its host names, and from none that only a cloud answers', async () => {
    let led = 0
    const elsewhere = createServer((_request, response) => {
      led++
      response.end()
    })
    const host = createServer((request, response) => {
      response.writeHead(301, { location: `http://127.0.0.1:${portOf(elsewhere)}${request.url}` }).end()
    })
    for (const server of [elsewhere, host]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const read = (url: string) =>
      syncMirror(folder.path('of-the-web'), parseLocation(url), { protocols: ['http'], timeoutMs: 10_000 })
    await expect(read(`http://localhost:${portOf(host)}/acme/shop.git`)).rejects.toMatchObject({ code: 'unreachable' })
    expect(led).toBe(0)
    for (const url of ['http://169.254.169.254/a/b', 'http://[::ffff:169.254.169.254]/a/b', 'http://0.0.0.0/a/b'])
      await expect(read(url)).rejects.toMatchObject({ code: 'refused' })
    for (const server of [elsewhere, host]) await new Promise((resolve) => server.close(resolve))
  })
})

describe('syncMirror', () => {
  it('copies a repository, and transfers nothing when nothing changed', async () => {
    const repository = repositoryWith('plain', 3)
    repository.git('tag', '-a', '-m', 'the first release', 'v1')
    const mirror = folder.path('plain.mirror')
    const first = await sync(repository.path, mirror)
    const again = await sync(repository.path, mirror, { fingerprint: first.fingerprint })

    expect(first).toMatchObject({ changed: true, empty: false, shallow: false, headBranch: 'main', bare: false })
    expect(again.changed).toBe(false)
    expect(await commitsIn(mirror)).toBe(3)
    expect(await listTags(mirror)).toMatchObject([
      { name: 'v1', sha: repository.git('rev-parse', 'HEAD'), title: 'the first release' },
    ])
  })

  it('works without a word of its own in the source, and shares nothing with it', async () => {
    const repository = repositoryWith('untouched', 2)
    repository.git('gc', '-q')
    const before = listing(repository.path)
    const mirror = folder.path('untouched.mirror')
    await sync(repository.path, mirror)

    expect(listing(repository.path)).toEqual(before)
    for (const file of listing(mirror)) expect(statSync(join(mirror, file)).nlink).toBeLessThanOrEqual(40)
    rmSync(repository.path, { recursive: true })
    expect(await commitsIn(mirror)).toBe(2)
  })

  it('follows new, rewritten and removed branches', async () => {
    const repository = repositoryWith('moving', 2)
    repository.git('branch', 'gone')
    const mirror = folder.path('moving.mirror')
    await sync(repository.path, mirror)
    const old = repository.git('rev-parse', 'HEAD')
    repository.git('branch', '-D', 'gone')
    repository.write('file.txt', 'other\n').commit('other', '--amend')
    repository.git('checkout', '-q', '-b', 'feature/ü')
    await sync(repository.path, mirror)

    const sha = repository.git('rev-parse', 'HEAD')
    expect((await listBranches(mirror)).map(({ name, sha: at }) => [name, at])).toEqual([
      ['feature/ü', sha],
      ['main', sha],
    ])
    // What was rewritten away stays readable.
    expect((await diffFiles(mirror, old, sha)).files).toHaveLength(1)
  })

  it('takes the branches that a clone knows of its origin, its own first', async () => {
    const origin = repositoryWith('origin', 2)
    origin.git('branch', 'idea')
    const clone = folder.path('clone of origin')
    execFileSync('git', ['clone', '-q', origin.path, clone])
    origin.write('file.txt', 'more\n').commit('more')
    execFileSync('git', ['-C', clone, 'fetch', '-q'])
    const mirror = folder.path('clone.mirror')
    const source = await sync(clone, mirror)

    expect(source.originBranch).toBe('main')
    expect((await listBranches(mirror)).map(({ name, remote }) => [name, remote])).toEqual([
      ['main', true],
      ['idea', true],
    ])
    expect(await commitsIn(mirror)).toBe(3)
  })

  it('reads bare repositories, linked work trees, detached heads and other paths', async () => {
    const repository = repositoryWith('many ways – ü', 2)
    const bare = folder.path('bare.git')
    execFileSync('git', ['clone', '-q', '--bare', repository.path, bare])
    repository.git('worktree', 'add', '-q', folder.path('linked'), '-b', 'linked')
    const detached = folder.path('detached')
    execFileSync('git', ['clone', '-q', repository.path, detached])
    execFileSync('git', ['-C', detached, 'checkout', '-q', '--detach'])
    execFileSync('git', ['-C', detached, 'branch', '-q', '-D', 'main'])
    execFileSync('git', ['-C', detached, 'remote', 'remove', 'origin'])

    expect((await sync(bare, folder.path('bare.mirror'))).bare).toBe(true)
    expect(await commitsIn(folder.path('bare.mirror'))).toBe(2)
    await sync(folder.path('linked'), folder.path('linked.mirror'))
    expect(await commitsIn(folder.path('linked.mirror'))).toBe(2)
    await sync(detached, folder.path('detached.mirror'))
    expect((await listBranches(folder.path('detached.mirror'))).map(({ name }) => name)).toEqual([DETACHED_BRANCH])
  })

  it('knows an empty repository, and takes it in when it gets a commit, whatever its hash', async () => {
    const repository = new TestRepository(folder.path('empty'), '--object-format=sha256')
    const mirror = folder.path('empty.mirror')
    expect(await sync(repository.path, mirror)).toMatchObject({ empty: true })
    repository.write('a', 'a\n').commit('first')
    expect(await sync(repository.path, mirror)).toMatchObject({ empty: false, objectFormat: 'sha256' })
    expect(await commitsIn(mirror)).toBe(1)
  })

  it('says that a clone is shallow, tells nothing false about its edge, and reads the rest when it comes', async () => {
    const whole = repositoryWith('whole', 5)
    const shallow = folder.path('shallow')
    execFileSync('git', ['clone', '-q', '--depth=2', `file://${whole.path}`, shallow])
    const mirror = folder.path('shallow.mirror')
    expect(await sync(shallow, mirror)).toMatchObject({ shallow: true })
    const include = (await listBranches(mirror)).map((branch) => branch.sha)
    const commits = await gathered(readHistory(mirror, { include }))
    expect(commits.map((commit) => [commit.parents.length, commit.files.length])).toEqual([
      [0, 0],
      [1, 1],
    ])

    execFileSync('git', ['-C', shallow, 'fetch', '-q', '--unshallow'])
    expect(await sync(shallow, mirror)).toMatchObject({ shallow: false })
    expect(await commitsIn(mirror)).toBe(5)
  })

  it('reads a partial clone, and counts what it lacks as binary', async () => {
    const whole = repositoryWith('whole for partial', 1)
    whole.write('big.txt', 'line\n'.repeat(5000)).commit('big')
    whole.write('big.txt', 'small\n').commit('small again')
    whole.git('config', 'uploadpack.allowFilter', 'true')
    const partial = folder.path('partial.git')
    execFileSync('git', ['clone', '-q', '--bare', '--filter=blob:limit=1k', `file://${whole.path}`, partial])
    const mirror = folder.path('partial.mirror')
    expect(await sync(partial, mirror)).toMatchObject({ partial: true })
    const include = (await listBranches(mirror)).map((branch) => branch.sha)
    const commits = await gathered(readHistory(mirror, { include }))
    expect(commits.map((commit) => commit.files.map((file) => [file.path, file.binary, file.added]))).toEqual([
      [['file.txt', false, 1]],
      [['big.txt', true, 0]],
      [['big.txt', true, 0]],
    ])
  })

  it('reads around huge files, without taking them into memory', async () => {
    const repository = repositoryWith('huge', 1)
    const huge = Buffer.alloc(40 * 1024 * 1024, 'a line of text\n')
    repository.write('huge.txt', huge).commit('huge')
    const mirror = folder.path('huge.mirror')
    await sync(repository.path, mirror)
    repository
      .write('huge.txt', Buffer.concat([huge, Buffer.from('more\n')]))
      .write('other.txt', huge.subarray(1))
      .commit('more')
    repository.git('rm', '-q', 'huge.txt')
    repository.commit('gone')
    await sync(repository.path, mirror)
    const include = (await listBranches(mirror)).map((branch) => branch.sha)
    const commits = await gathered(readHistory(mirror, { include }))
    expect(
      commits.map((commit) => commit.files.map((file) => [file.path, file.status, file.binary, file.added])),
    ).toEqual([
      [['file.txt', 'added', false, 1]],
      [['huge.txt', 'added', true, 0]],
      [
        ['huge.txt', 'modified', true, 0],
        ['other.txt', 'added', true, 0],
      ],
      [['huge.txt', 'deleted', true, 0]],
    ])
    const head = include[0]!
    await checkoutTree(mirror, head, folder.path('huge checkout'))
    expect(statSync(folder.path('huge checkout/other.txt')).size).toBe(huge.length - 1)
  })

  it.each([
    ['a folder that is no repository', () => made('no repository'), 'not_a_repository'],
    ['a place where nothing is', () => folder.path('nowhere'), 'not_found'],
  ])('refuses %s', async (_, place, code) => {
    await expect(sync(place(), folder.path('refused.mirror'))).rejects.toMatchObject({ code })
  })

  it('says so when the source is damaged', async () => {
    const repository = repositoryWith('damaged', 3)
    const blob = repository.git('rev-parse', 'HEAD~1:file.txt')
    rmSync(join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    await expect(sync(repository.path, folder.path('damaged.mirror'))).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('fetches from clone URLs only by the protocols that it is allowed', async () => {
    const mirror = folder.path('protocols.mirror')
    for (const url of ['http://127.0.0.1:1/x.git', 'git://127.0.0.1/x.git', 'ssh://127.0.0.1/x', 'git@127.0.0.1:x/y'])
      await expect(sync(url, mirror)).rejects.toMatchObject({ code: 'refused' })
    await expect(sync('https://127.0.0.1:1/x.git', mirror)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('brings the head of a change from a fork, which no branch holds, and nothing that the source does not have', async () => {
    const repository = repositoryWith('forked', 2)
    const mirror = folder.path('forked.mirror')
    await sync(repository.path, mirror)
    repository.git('checkout', '-q', '--detach')
    repository.write('file.txt', 'from a fork\n').commit('from a fork')
    const head = repository.git('rev-parse', 'HEAD')
    repository.git('update-ref', 'refs/pull/7/head', head)
    repository.git('checkout', '-q', 'main')
    await sync(repository.path, mirror)
    expect(await isAncestor(mirror, head, head)).toBe(false)

    const source = parseLocation(repository.path)
    await fetchCommit(mirror, source, head)
    await sync(repository.path, mirror)
    expect(await isAncestor(mirror, head, head)).toBe(true)
    expect((await listBranches(mirror)).map(({ name }) => name)).toEqual(['main'])
    await expect(fetchCommit(mirror, source, 'f'.repeat(40))).rejects.toThrow()
    await expect(fetchCommit(mirror, source, '--upload-pack=x')).rejects.toMatchObject({ code: 'refused' })
  })

  it.each(['tree', 'blob'])(
    'knows a commit that was copied without its %s for half, and brings the rest',
    async (kind) => {
      const repository = repositoryWith(`half-${kind}`, 2)
      const mirror = folder.path(`half-${kind}.mirror`)
      await sync(repository.path, mirror)
      repository.git('checkout', '-q', '--detach')
      repository.write('file.txt', 'in the making\n').commit('in the making')
      const head = repository.git('rev-parse', 'HEAD')
      repository.git('update-ref', 'refs/pull/8/head', head)
      repository.git('checkout', '-q', 'main')
      const parts = { commit: head, tree: `${head}^{tree}`, blob: `${head}:file.txt` }
      for (const [name, of] of Object.entries(parts)) {
        if (name === kind) continue
        const sha = repository.git('rev-parse', of)
        const file = join('objects', sha.slice(0, 2), sha.slice(2))
        mkdirSync(dirname(join(mirror, file)), { recursive: true })
        copyFileSync(join(repository.path, '.git', file), join(mirror, file))
      }
      expect(await isAncestor(mirror, head, head)).toBe(true)
      expect(await hasCommit(mirror, head)).toBe(false)

      await fetchCommit(mirror, parseLocation(repository.path), head)
      expect(await hasCommit(mirror, head)).toBe(true)
      const files = folder.path(`half-${kind}.files`)
      await checkoutTree(mirror, head, files)
      expect(readFileSync(join(files, 'file.txt'), 'utf8')).toBe('in the making\n')
    },
  )

  it('stops at once when it is told to', async () => {
    const repository = repositoryWith('stopped', 1)
    const signal = AbortSignal.abort()
    await expect(sync(repository.path, folder.path('stopped.mirror'), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('a hostile repository', () => {
  it('runs nothing of its own', async () => {
    const repository = repositoryWith('hostile', 2)
    const proof = folder.path('proof')
    const evil = `touch ${proof}; echo`
    repository.write('.gitattributes', '* filter=evil diff=evil\n').commit('attributes')
    const blob = repository.git('rev-parse', 'HEAD~1:file.txt')
    const hooks = join(repository.path, '.git/hooks')
    mkdirSync(hooks, { recursive: true })
    for (const hook of [
      'post-checkout',
      'pre-auto-gc',
      'reference-transaction',
      'post-index-change',
      'fsmonitor-watchman',
    ])
      writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 })
    appendFileSync(
      join(repository.path, '.git/config'),
      `[core]
	fsmonitor = "${evil}"
	sshCommand = "${evil}"
	gitProxy = "${evil}"
	alternateRefsCommand = "${evil}"
	askPass = "${evil}"
	editor = "${evil}"
	pager = "${evil}"
[diff]
	external = "${evil}"
[diff "evil"]
	textconv = "${evil}"
	command = "${evil}"
[filter "evil"]
	smudge = "${evil}"
	clean = "${evil}"
	process = "${evil}"
	required = true
[uploadpack]
	packObjectsHook = "${evil}"
[credential]
	helper = "!${evil}"
[remote "origin"]
	url = "ext::sh -c '${evil}'"
	uploadpack = "${evil}"
	promisor = true
[extensions]
	partialClone = origin
[include]
	path = ${folder.path('included')}
`,
    )
    writeFileSync(folder.path('included'), `[remote "origin"]\n\turl = https://example.org/included/config\n`)
    const mirror = folder.path('hostile.mirror')
    await sync(repository.path, mirror)
    expect(await commitsIn(mirror)).toBe(3)
    expect(await originUrl(await findSourceFolder(repository.path))).toContain('ext::')
    // With something to fetch lazily, so that its remote would be asked.
    rmSync(join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    await removeMirror(mirror)
    await sync(repository.path, mirror).catch(() => undefined)

    expect(existsSync(proof)).toBe(false)
    // The traps are set: git inside the repository does run into them, once it has to look into a file.
    utimesSync(join(repository.path, 'file.txt'), 1, 1)
    expect(() => repository.git('status')).toThrow()
    expect(existsSync(proof)).toBe(true)
  })

  const asRoot = process.getuid?.() === 0 ? it : it.skip
  asRoot('may belong to another user', async () => {
    const repository = repositoryWith('owned by another', 2)
    chownSync(repository.path, 12_345, 12_345)
    for (const file of listing(repository.path)) lchownSync(join(repository.path, file), 12_345, 12_345)
    const mirror = folder.path('owned.mirror')
    await sync(repository.path, mirror)
    repository.git('-c', `safe.directory=${repository.path}`, 'branch', 'later')
    await sync(repository.path, mirror)
    expect((await listBranches(mirror)).map(({ name }) => name)).toEqual(['later', 'main'])
  })
})

describe('clearStaleLocks', () => {
  it('makes a mirror usable after a kill', async () => {
    const repository = repositoryWith('locked', 1)
    const mirror = folder.path('locked.mirror')
    await sync(repository.path, mirror)
    writeFileSync(join(mirror, 'refs/heads/main.lock'), '')
    writeFileSync(join(mirror, 'objects/pack/tmp_pack_abc'), 'half')
    repository.write('file.txt', 'new\n').commit('new')
    await expect(sync(repository.path, mirror)).rejects.toMatchObject({ code: 'locked' })
    await clearStaleLocks(mirror)
    await sync(repository.path, mirror)

    expect(await commitsIn(mirror)).toBe(2)
    expect(readdirSync(join(mirror, 'objects/pack')).filter((name) => name.startsWith('tmp_'))).toEqual([])
  })

  it('is not needed where a cut of the power left a mirror hollow: it is made anew', async () => {
    const repository = repositoryWith('hollow', 2)
    const mirror = folder.path('hollow.mirror')
    const { fingerprint } = await sync(repository.path, mirror)
    for (const name of ['HEAD', 'config']) writeFileSync(join(mirror, name), '')
    await syncMirror(mirror, parseLocation(repository.path), { fingerprint })

    expect(await commitsIn(mirror)).toBe(2)
  })

  it('touches no process that is not ours', async () => {
    const mirror = folder.path('locked.mirror')
    writeFileSync(`${mirror}.pid`, String(process.pid))
    await clearStaleLocks(mirror)
    expect(existsSync(`${mirror}.pid`)).toBe(false)
  })
})

describe('SourceWatcher', () => {
  it('sees what moves a ref, and nothing else', async () => {
    const repository = repositoryWith('watched', 1)
    const watcher = new SourceWatcher(await findSourceFolder(repository.path))
    const later = (): number => Date.now() + 60_000
    expect(await watcher.changed(later())).toBe(true)
    expect(await watcher.changed(later())).toBe(false)
    repository.write('file.txt', 'not committed\n')
    expect(await watcher.changed(later())).toBe(false)
    for (const move of [
      () => repository.commit('new'),
      () => repository.git('branch', 'deep/er/branch'),
      () => repository.write('file.txt', 'x\n') && repository.commit('on main'),
      () => repository.git('tag', 'v1'),
      () => repository.git('update-ref', 'refs/heads/deep/er/branch', 'HEAD'),
      () => repository.git('pack-refs', '--all'),
      () => repository.git('branch', '-D', 'deep/er/branch'),
      () => repository.git('checkout', '-q', '-b', 'other'),
    ]) {
      move()
      expect([String(move), await watcher.changed(later())]).toEqual([String(move), true])
      expect(await watcher.changed(later())).toBe(false)
    }
  })

  it('looks again at a change that is too young to trust', async () => {
    const repository = repositoryWith('young', 1)
    const watcher = new SourceWatcher(await findSourceFolder(repository.path))
    expect(await watcher.changed(Date.now())).toBe(true)
    expect(await watcher.changed(Date.now() + 60_000)).toBe(true)
    expect(await watcher.changed(Date.now() + 60_000)).toBe(false)
  })
})

describe('samePatch', () => {
  it('finds a change again where it was squashed onto moved ground', async () => {
    const repository = new TestRepository(folder.path('squashed'))
    repository.write('a.txt', 'one\ntwo\nthree\n').commit('base')
    const base = repository.git('rev-parse', 'HEAD')
    repository.git('checkout', '-q', '-b', 'idea')
    repository.write('a.txt', 'one\n2\nthree\n').commit('half')
    repository.write('b.txt', 'b\n')
    const head = repository.commit('whole')
    repository.git('checkout', '-q', 'main')
    const before = repository.write('a.txt', 'zero\none\ntwo\nthree\n').commit('moves the lines')
    const squash = repository.write('a.txt', 'zero\none\n2\nthree\n').write('b.txt', 'b\n').commit('idea (#1)')
    const mirror = folder.path('squashed.mirror')
    await sync(repository.path, mirror)

    expect(await samePatch(mirror, [base, head], [before, squash])).toBe(true)
    expect(await samePatch(mirror, [base, head], [base, before])).toBe(false)
  })
})

const listing = (path: string): string[] =>
  readdirSync(path, { recursive: true })
    .map(String)
    .filter((name) => !name.endsWith('.lock'))
    .sort()

const made = (name: string): string => {
  const path = folder.path(name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'file'), readFileSync('/etc/hostname'))
  return path
}
