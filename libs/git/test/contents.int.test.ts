import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  aheadBehind,
  broughtInBy,
  checkoutTree,
  CommitResolver,
  commitsAhead,
  diffFiles,
  isAncestor,
  listUnmerged,
  mergeBase,
  parseLocation,
  readCommits,
  readFiles,
  showFile,
  syncMirror,
} from '@heimgewebe/git'
import { scratch, TestRepository } from './repository-kit.js'

const folder = scratch()
afterAll(folder.remove)

const mirror = folder.path('mirror')
let repository: TestRepository
let base: string
let head: string
let merged: string
beforeAll(async () => {
  repository = new TestRepository(folder.path('repository'))
  repository.write('src/größe.txt', 'content\n').write('run.sh', '#!/bin/sh\n', 0o755)
  symlinkSync('/etc/passwd', join(repository.path, 'link'))
  repository.write('.gitattributes', '*.txt filter=evil ident eol=crlf export-ignore\n')
  mkdirSync(join(repository.path, 'sub'))
  repository.git('add', '-A')
  repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`)
  base = repository.commit('base')
  repository.git('checkout', '-q', '-b', 'idea')
  head = repository.write('src/größe.txt', 'content\nmore\n').commit('idea')
  repository.git('checkout', '-q', 'main')
  repository.write('other.txt', 'other\n').commit('other')
  merged = repository.merge('merge idea', 'idea')
  repository.git('checkout', '-q', '-b', 'open')
  repository.write('open.txt', 'open\n').commit('open')
  repository.git('checkout', '-q', '--orphan', 'pages')
  repository.commit('pages')
  repository.git('checkout', '-q', '-f', 'main')
  await syncMirror(mirror, parseLocation(repository.path))
})

describe('checkoutTree', () => {
  it('writes the files of a commit, without filters and without a trace of git', async () => {
    const target = folder.path('checkout')
    await checkoutTree(mirror, head, target)

    expect(readdirSync(target).sort()).toEqual(['.gitattributes', 'link', 'run.sh', 'src', 'sub'])
    expect(readFileSync(join(target, 'src/größe.txt'), 'utf8')).toBe('content\r\nmore\r\n')
    expect(lstatSync(join(target, 'run.sh')).mode & 0o111).toBe(0o111)
    expect(lstatSync(join(target, 'link')).isSymbolicLink()).toBe(false)
    expect(readdirSync(join(target, 'sub'))).toEqual([])
    expect(readdirSync(folder.path('.')).filter((name) => name.includes('.index'))).toEqual([])
  })

  it('writes links only when it is told to', async () => {
    const target = folder.path('checkout-with-links')
    await checkoutTree(mirror, head, target, { symlinks: true })
    expect(lstatSync(join(target, 'link')).isSymbolicLink()).toBe(true)
  })

  it('refuses a folder that holds something, and a commit that is not there', async () => {
    const target = folder.path('full')
    mkdirSync(target)
    writeFileSync(join(target, 'mine'), '')
    await expect(checkoutTree(mirror, head, target)).rejects.toMatchObject({ code: 'refused' })
    await expect(checkoutTree(mirror, 'a'.repeat(40), folder.path('none'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(checkoutTree(mirror, head, 'relative')).rejects.toMatchObject({ code: 'refused' })
  })
})

describe('showFile', () => {
  it('gives the content, nothing for what is not a file, and a refusal for too much', async () => {
    expect((await showFile(mirror, base, 'src/größe.txt'))?.toString()).toBe('content\n')
    expect(await showFile(mirror, base, 'src')).toBeUndefined()
    expect(await showFile(mirror, base, 'missing here')).toBeUndefined()
    expect(await showFile(mirror, 'a'.repeat(40), 'run.sh')).toBeUndefined()
    await expect(showFile(mirror, base, 'run.sh', 4)).rejects.toMatchObject({ code: 'too_large' })
    for (const path of ['../x', '/etc/passwd', '', 'a//b', 'a\0b'])
      await expect(showFile(mirror, base, path)).rejects.toMatchObject({ code: 'refused' })
  })
})

describe('comparing', () => {
  it('finds where two commits parted, and how far', async () => {
    const [open, pages] = ['open', 'pages'].map((name) => repository.git('rev-parse', name)) as [string, string]
    expect(await mergeBase(mirror, merged, head)).toBe(head)
    expect(await mergeBase(mirror, merged, pages)).toBeUndefined()
    expect(await aheadBehind(mirror, head, merged)).toEqual({ ahead: 2, behind: 0 })
    expect(await commitsAhead(mirror, merged, open, 10)).toEqual([open])
    expect(await isAncestor(mirror, base, merged)).toBe(true)
    expect(await isAncestor(mirror, merged, base)).toBe(false)
    expect(await isAncestor(mirror, 'a'.repeat(40), base)).toBe(false)
    expect(await broughtInBy(mirror, head, merged)).toBe(merged)
    expect(await broughtInBy(mirror, open, merged)).toBeUndefined()
    expect(await listUnmerged(mirror, merged)).toEqual(new Set([open, pages]))
  })

  it('gives the files between two commits, and all of them from nothing', async () => {
    expect(await diffFiles(mirror, base, head)).toEqual({
      files: [
        {
          path: 'src/größe.txt',
          status: 'modified',
          added: 1,
          deleted: 0,
          binary: false,
          hunks: [[1, 0, 2, 1, 'content']],
        },
      ],
      filesOmitted: 0,
      added: 1,
      deleted: 0,
    })
    expect((await diffFiles(mirror, undefined, base)).files.map((file) => file.path)).toContain('run.sh')
  })
})

describe('CommitResolver', () => {
  it('completes ids, and leaves out what is no commit of this repository', async () => {
    const resolver = new CommitResolver(mirror)
    const blob = repository.git('rev-parse', `${base}:run.sh`)
    const names = [base.slice(0, 7), head, blob.slice(0, 12), 'abcdef1234', 'main', '--all', `${merged.slice(0, 9)}`]
    expect(await resolver.resolve(names)).toEqual([base, head, merged])
    expect(await Promise.all([resolver.resolve([head.slice(0, 8)]), resolver.resolve([base])])).toEqual([
      [head],
      [base],
    ])
    resolver.close()
  })
})

describe('readFiles', () => {
  it('gives the contents of many files at once, in their order, and nothing for what is no such file', async () => {
    const wanted = ['src/größe.txt', 'link', 'missing', 'src', 'line\nbreak', 'run.sh'].map((path) => ({
      sha: head,
      path,
    }))
    const read = await readFiles(mirror, [...wanted, { sha: base, path: 'src/größe.txt' }], 1000)

    expect(read.map((content) => content?.toString('utf8'))).toEqual([
      'content\nmore\n',
      '/etc/passwd',
      undefined,
      undefined,
      undefined,
      '#!/bin/sh\n',
      'content\n',
    ])
    expect(await readFiles(mirror, wanted, 10)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      Buffer.from('#!/bin/sh\n'),
    ])
    expect(await readFiles(mirror, [], 10)).toEqual([])
  })

  it('refuses what is no commit', async () => {
    await expect(readFiles(mirror, [{ sha: 'HEAD', path: 'run.sh' }], 10)).rejects.toThrow()
  })
})

describe('readCommits', () => {
  it('reads single commits in the order that was asked for, a merge as what it brought, and passes over what is not there', async () => {
    const told: [string, string[]][] = []
    for await (const { sha, files } of readCommits(mirror, [merged, '1'.repeat(40), base, head]))
      told.push([sha, files.map(({ path }) => path)])

    expect(told).toEqual([
      [merged, ['src/größe.txt']],
      [base, expect.arrayContaining(['run.sh', 'src/größe.txt'])],
      [head, ['src/größe.txt']],
    ])
  })
})
