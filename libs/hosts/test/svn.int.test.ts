import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openHost, type OpenHost } from '../src/open-host.js'
import { keepsTheContract, problemOf } from './compliance.js'

const ALL = { since: '2000-01-01T00:00:00Z' }
const there = spawnSync('svnadmin', ['--version']).status === 0

if (!there)
  it('svn is NOT INSTALLED: the adapter for Subversion is not tested here (Debian: subversion)', () => {
    process.stderr.write('svn is not installed: the adapter for Subversion was NOT tested\n')
  })
;(there ? describe : describe.skip)('svn', () => {
  const root = mkdtempSync(join(tmpdir(), 'heimgewebe-svn-'))
  const repository = `file://${root}/shop`
  const work = join(root, 'work')
  let open: OpenHost
  const svn = (...args: string[]): void =>
    void execFileSync('svn', [...args, '--non-interactive', '--username', 'ada', '--config-dir', join(root, 'c')], {
      cwd: root,
    })

  beforeAll(() => {
    execFileSync('svnadmin', ['create', join(root, 'shop')])
    svn('mkdir', '-q', '-m', 'layout', `${repository}/trunk`, `${repository}/branches`)
    svn('checkout', '-q', `${repository}/trunk`, work)
    writeFileSync(join(work, 'a b@2.txt'), 'one\n--- two\n+++ three\n')
    writeFileSync(join(work, 'z.txt'), 'z\n')
    svn('add', '-q', join(work, 'a b@2.txt@'), join(work, 'z.txt'))
    svn('commit', '-q', '-m', 'add <two> & "more"', work)
    writeFileSync(join(work, 'a b@2.txt'), 'one\n--- 2\n+++ three\n@@ -1,5 +1,5 @@\n')
    svn('remove', '-q', join(work, 'z.txt'))
    svn('commit', '-q', '-m', 'change it', work)
    svn('copy', '-q', '-m', 'branch', `${repository}/trunk`, `${repository}/branches/x`)
    open = openHost({ name: 'old', kind: 'svn', url: `file://${root}` }, { folder: join(root, 'ours') })
  })
  afterAll(() => {
    open.close()
    rmSync(root, { recursive: true, force: true })
  })

  keepsTheContract(() => ({
    provider: open.provider,
    repository,
    branch: 'trunk',
    declares: ['repository', 'commits_on_branch'],
  }))

  it('tells revisions as commits with files and the lines that they really changed', async () => {
    const { items } = await open.provider.commits(repository, 'trunk', ALL)

    expect(items).toMatchObject([
      { id: '1', files: [] },
      {
        id: '2',
        author: { name: 'ada' },
        message: 'add <two> & "more"',
        files: [
          { path: 'a b@2.txt', status: 'added', added: 3, deleted: 0 },
          { path: 'z.txt', status: 'added', added: 1, deleted: 0 },
        ],
      },
      {
        id: '3',
        files: [
          { path: 'a b@2.txt', status: 'modified', added: 2, deleted: 1 },
          { path: 'z.txt', status: 'deleted', added: 0, deleted: 1 },
        ],
      },
    ])
    expect((await open.provider.commits(repository, 'branches/x', ALL)).items.map((one) => one.id)).toContain('4')
  })

  it('refuses what is not below its base, is not a plain URL, or leads out of a branch', async () => {
    for (const url of [
      'file:///etc',
      `file://${root}/../etc`,
      `file://${root}-other/x`,
      `file://${root}/%2e%2e/x`,
      'svn+ssh://host/x',
      'http://127.0.0.1/x',
      '--config-dir=/tmp',
      `${repository}?a`,
    ])
      expect([url, await problemOf(open.provider.repository(url))]).toEqual([url, 'refused'])
    for (const branch of ['../x', 'trunk/../..', 'a//b'])
      expect(await problemOf(open.provider.commits(repository, branch, ALL))).toBe('refused')
    expect(await problemOf(open.provider.commits(repository, '--diff-cmd=id', ALL))).toBe('not_found')
  })
})
