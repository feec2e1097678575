import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  commitFiles,
  deliverBranch,
  findSourceFolder,
  findTrailer,
  type NewFile,
  parseLocation,
  readBranch,
  revertCommit,
  syncMirror,
} from '@heimgewebe/git'
import { scratch, TestRepository } from './repository-kit.js'

const folder = scratch()
afterAll(folder.remove)

const signature = { name: 'Heimgewebe', email: 'heimgewebe@localhost', seconds: 1_800_000_000 }
const BRANCH = 'heimgewebe/runbook'

let number = 0
let repository: TestRepository
let mirror: string
let base: string
beforeEach(async () => {
  repository = new TestRepository(folder.path(`shop-${++number}`))
  repository.write('src/a.ts', 'one\ntwo\nthree\n').write('README.md', 'hello\n')
  base = repository.commit('start')
  mirror = folder.path(`mirror-${number}`)
  await syncMirror(mirror, parseLocation(repository.path))
})

const commit = (files: readonly NewFile[], parent = base, message = 'docs: a runbook'): Promise<string | undefined> =>
  commitFiles(mirror, { parent, files, message, signature })

const deliver = async (sha: string, expected?: string, branch = BRANCH): Promise<void> =>
  deliverBranch(mirror, await findSourceFolder(repository.path), { branch, sha, expected, has: [base] })

describe('commitFiles', () => {
  it('adds, changes and removes files, and is the same commit at a second try', async () => {
    const files = [
      { path: 'docs/runbook.md', content: '# Auth\n' },
      { path: 'src/a.ts', content: 'one\n' },
      { path: 'README.md', content: null },
    ]
    const sha = await commit(files)
    expect(await commit(files)).toBe(sha)
    await deliver(sha!)

    expect(repository.git('show', '--stat=80', '--format=%an <%ae> %aI%n%B', BRANCH)).toMatchInlineSnapshot(`
"Heimgewebe <heimgewebe@localhost> 2027-01-15T08:00:00+00:00
docs: a runbook


 README.md       | 1 -
 docs/runbook.md | 1 +
 src/a.ts        | 2 --
 3 files changed, 1 insertion(+), 3 deletions(-)"
`)
  })

  it('makes no commit where nothing would change', async () => {
    expect(await commit([{ path: 'README.md', content: 'hello\n' }])).toBeUndefined()
  })

  it.each(['../x', '/etc/passwd', '.git/hooks/pre-commit', 'a/../../x', 'README.md/x'])(
    'refuses the path %j',
    async (path) => {
      await expect(commit([{ path, content: 'x' }])).rejects.toMatchObject({ code: 'refused' })
    },
  )

  it('leads through no link of the repository, and replaces none', async () => {
    symlinkSync('/tmp', join(repository.path, 'out'))
    const parent = repository.commit('a link')
    await syncMirror(mirror, parseLocation(repository.path))

    for (const path of ['out/x', 'out'])
      await expect(commit([{ path, content: 'x' }], parent)).rejects.toMatchObject({ code: 'refused' })
  })

  it('takes pathspec magic, options and dollars in a name as what they are', async () => {
    const sha = await commit([{ path: 'docs/$(touch x);`id`.md', content: 'x' }])
    await deliver(sha!)

    expect(repository.git('ls-tree', '-r', '--name-only', BRANCH)).toContain('docs/$(touch x);`id`.md')
  })

  it('keeps a hostile message inert', async () => {
    const message = '-F /etc/passwd\n\n--amend $(touch x)\nfrom: me\n'
    await deliver((await commit([{ path: 'x', content: 'x' }], base, message))!)

    expect(`${repository.git('log', '-1', '--format=%B', BRANCH)}\n`).toBe(message)
  })
})

describe('revertCommit', () => {
  const revert = (sha: string, parent: string): Promise<string | undefined> =>
    revertCommit(mirror, sha, { parent, message: `Revert ${sha}`, signature })

  it('takes back one change under later ones that are elsewhere', async () => {
    const bad = repository.write('src/a.ts', 'one\nBAD\nthree\n').commit('bad')
    const head = repository.write('README.md', 'more\n').commit('later')
    await syncMirror(mirror, parseLocation(repository.path))
    await deliver((await revert(bad, head))!)

    expect(repository.git('show', `${BRANCH}:src/a.ts`)).toBe('one\ntwo\nthree')
    expect(repository.git('show', `${BRANCH}:README.md`)).toBe('more')
  })

  it('refuses where later changes stand in the way, and makes nothing where it is taken back already', async () => {
    const bad = repository.write('src/a.ts', 'one\nBAD\nthree\n').commit('bad')
    const later = repository.write('src/a.ts', 'one\nWORSE\nthree\n').commit('later')
    const back = repository.write('src/a.ts', 'one\ntwo\nthree\n').commit('by hand')
    await syncMirror(mirror, parseLocation(repository.path))

    await expect(revert(bad, later)).rejects.toMatchObject({ code: 'refused' })
    await expect(revert(bad, back)).rejects.toMatchObject({ code: 'refused' })
  })

  it('takes back a binary file', async () => {
    const bad = repository.write('logo.png', Buffer.from([0, 1, 2, 255])).commit('logo')
    await syncMirror(mirror, parseLocation(repository.path))
    await deliver((await revert(bad, bad))!)

    expect(repository.git('ls-tree', '--name-only', BRANCH)).not.toContain('logo.png')
  })
})

describe('deliverBranch', () => {
  it('runs nothing of the repository: no hook, no setting', async () => {
    const marker = folder.path('ran')
    for (const hook of [
      'pre-receive',
      'update',
      'post-receive',
      'post-update',
      'reference-transaction',
      'proc-receive',
    ])
      repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch ${marker}\n`, 0o755)
    for (const [name, value] of [
      ['core.fsmonitor', `touch ${marker}`],
      ['core.alternateRefsCommand', `touch ${marker}`],
      ['receive.procReceiveRefs', 'refs/heads'],
      ['core.sshCommand', `touch ${marker}`],
      ['gc.auto', '1'],
    ] as const)
      repository.git('config', name, value)
    await deliver((await commit([{ path: 'x', content: 'x' }]))!)

    expect(existsSync(marker)).toBe(false)
    expect(repository.git('-c', 'core.fsmonitor=false', 'cat-file', '-p', `${BRANCH}:x`)).toBe('x')
    expect(repository.git('-c', 'core.fsmonitor=false', 'fsck', '--strict', '--full')).toBe('')
  })

  it('moves a branch only from where it is expected', async () => {
    const first = (await commit([{ path: 'x', content: '1' }]))!
    const second = (await commit([{ path: 'x', content: '2' }], first))!
    await deliver(first)

    await expect(deliver(second)).rejects.toMatchObject({ code: 'refused' })
    await expect(deliver(second, base)).rejects.toMatchObject({ code: 'refused' })
    await deliver(second, first)
    expect(repository.git('rev-parse', BRANCH)).toBe(second)
  })

  it('sees branches that git has packed', async () => {
    const first = (await commit([{ path: 'x', content: '1' }]))!
    await deliver(first)
    repository.git('pack-refs', '--all')
    const second = (await commit([{ path: 'x', content: '2' }], first))!

    expect(await readBranch(await findSourceFolder(repository.path), BRANCH)).toBe(first)
    await expect(deliver(second)).rejects.toMatchObject({ code: 'refused' })
    await deliver(second, first)
    expect(repository.git('rev-parse', BRANCH)).toBe(second)
    await expect(deliver(first, undefined, `${BRANCH}/below`)).rejects.toMatchObject({ code: 'refused' })
    await expect(deliver(first, undefined, 'heimgewebe')).rejects.toMatchObject({ code: 'refused' })
  })

  it('leaves a branch alone that a person has checked out, in a linked work tree too', async () => {
    const sha = (await commit([{ path: 'x', content: '1' }]))!
    repository.git('worktree', 'add', '-q', '-b', 'mine', folder.path(`tree-${number}`))

    await expect(deliver(sha, base, 'main')).rejects.toMatchObject({ code: 'refused' })
    await expect(deliver(sha, base, 'mine')).rejects.toMatchObject({ code: 'refused' })
  })

  it('waits for nobody: a lock of somebody else is left where it is', async () => {
    const lock = join(repository.path, '.git/refs/heads/heimgewebe/runbook.lock')
    mkdirSync(join(lock, '..'), { recursive: true })
    writeFileSync(lock, '')

    await expect(deliver((await commit([{ path: 'x', content: '1' }]))!)).rejects.toMatchObject({ code: 'locked' })
    expect(readFileSync(lock, 'utf8')).toBe('')
  })

  it('follows no link out of the repository', async () => {
    mkdirSync(folder.path(`outside-${number}`))
    symlinkSync(folder.path(`outside-${number}`), join(repository.path, '.git/refs/heads/heimgewebe'))

    await expect(deliver((await commit([{ path: 'x', content: '1' }]))!)).rejects.toMatchObject({ code: 'refused' })
  })

  it('is old or new after a kill at any moment, and the next try needs no hand', async () => {
    const script = `
      import { deliverBranch, findSourceFolder } from '@heimgewebe/git'
      const [, mirror, path, sha, base] = process.argv
      console.log('go')
      await deliverBranch(mirror, await findSourceFolder(path), { branch: '${BRANCH}', sha, expected: undefined, has: [base] })
    `
    const runner = folder.path('runner.mjs')
    const { build } = await import('esbuild')
    await build({
      stdin: { contents: script, resolveDir: import.meta.dirname },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: runner,
    })
    const sha = (await commit([{ path: 'x', content: 'x'.repeat(100_000) }]))!
    let landed = 0
    for (let tries = 0; tries < 12; tries++) {
      const child = spawn(process.execPath, [runner, mirror, repository.path, sha, base], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const ended = new Promise((resolve) => child.on('close', resolve))
      await new Promise((resolve) => child.stdout.once('data', resolve))
      await sleep(tries * 2)
      if (child.exitCode === null && child.kill('SIGKILL')) landed++
      await ended
      const now = await readBranch(await findSourceFolder(repository.path), BRANCH)
      expect([undefined, sha]).toContain(now)
      if (now !== undefined) repository.git('update-ref', '-d', `refs/heads/${BRANCH}`)
    }
    expect(landed).toBeGreaterThan(3)
    await deliver(sha)

    expect(repository.git('rev-parse', BRANCH)).toBe(sha)
    expect(repository.git('fsck', '--full')).toBe('')
  })
})

describe('findTrailer', () => {
  it('finds the commit that carries a line, and no other', async () => {
    const mine = (await commit([{ path: 'x', content: '1' }], base, 'a\n\nHeimgewebe-Intent: 7\n'))!
    const next = (await commit([{ path: 'x', content: '2' }], mine, 'b\n\nsays Heimgewebe-Intent: 8\n'))!

    expect(await findTrailer(mirror, next, 'Heimgewebe-Intent', '7')).toBe(mine)
    expect(await findTrailer(mirror, next, 'Heimgewebe-Intent', '8')).toBeUndefined()
  })
})
