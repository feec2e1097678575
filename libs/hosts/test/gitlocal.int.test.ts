import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openHost, type OpenHost } from '../src/open-host.js'
import { keepsTheContract, problemOf } from './compliance.js'

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

describe.each(['work tree', 'bare'] as const)('gitlocal with a %s', (form) => {
  const root = mkdtempSync(join(tmpdir(), 'heimgewebe-gitlocal-'))
  const work = join(root, 'shop')
  const repository = form === 'bare' ? join(root, 'shop.git') : work
  let open: OpenHost
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: work, env: ENVIRONMENT }).toString().trim()

  beforeAll(() => {
    execFileSync('git', ['init', '-q', '-b', 'main', work], { env: ENVIRONMENT })
    writeFileSync(join(work, 'a.txt'), 'one\n')
    git('add', '-A')
    git('commit', '-q', '-m', 'first')
    git('tag', 'v1')
    git('checkout', '-q', '-b', 'feature/x')
    writeFileSync(join(work, 'a.txt'), 'one\ntwo\n')
    git('commit', '-q', '-a', '-m', 'add two\n\nbecause')
    git('checkout', '-q', '-b', 'merged', 'main')
    git('checkout', '-q', 'main')
    if (form === 'bare') execFileSync('git', ['clone', '-q', '--bare', work, repository], { env: ENVIRONMENT })
    open = openHost({ name: 'here', kind: 'gitlocal', url: root }, { folder: join(root, 'ours') })
  })
  afterAll(() => {
    open.close()
    rmSync(root, { recursive: true, force: true })
  })

  keepsTheContract(() => ({
    provider: open.provider,
    repository,
    branch: 'main',
    declares: ['clone', 'repository', 'pull_requests', 'pull_request_files', 'releases', 'commits_on_branch'],
  }))

  it('tells a branch that is ahead as a change, with its files, and one that is not as none', async () => {
    const { items } = await open.provider.changes(repository, { since: '2000-01-01T00:00:00Z' })

    expect(items).toMatchObject([
      { state: 'open', title: 'add two', body: 'because', head: { ref: 'feature/x' }, base: { ref: 'main' } },
    ])
    expect(await open.provider.changeFiles(repository, 'feature/x')).toEqual([
      { path: 'a.txt', status: 'modified', added: 1, deleted: 0 },
    ])
    expect(await problemOf(open.provider.changeFiles(repository, 'nothing'))).toBe('not_found')
  })
})
