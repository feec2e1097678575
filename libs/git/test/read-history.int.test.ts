import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Commit, CommitSet, parseLocation, readGraph, readHistory, syncMirror } from '@heimgewebe/git'
import { gathered, scratch, TestRepository } from './repository-kit.js'

const folder = scratch()
afterAll(folder.remove)

const mirrored = async (repository: TestRepository, name: string): Promise<string> => {
  const mirror = folder.path(`${name}.mirror`)
  await syncMirror(mirror, parseLocation(repository.path))
  return mirror
}

const historyOf = async (repository: TestRepository, name: string): Promise<Commit[]> => {
  const mirror = await mirrored(repository, name)
  return gathered(readHistory(mirror, { include: [repository.git('rev-parse', 'HEAD')] }))
}

const byTitle = (commits: readonly Commit[], title: string): Commit =>
  commits.find((commit) => commit.message.startsWith(title)) ??
  (() => {
    throw new Error(`no commit ${title}`)
  })()

describe('readHistory', () => {
  let commits: Commit[]
  const odd = 'new\nline "quoted" and\ttab.txt'
  beforeAll(async () => {
    const repository = new TestRepository(folder.path('a repository with spaces'))
    repository.write('with space.txt', 'one\ntwo\nthree\n').write('ärger/größe.txt', 'a\n').write(odd, 'x\n')
    symlinkSync('with space.txt', `${repository.path}/link`)
    repository.commit('root')
    repository.write('with space.txt', 'one\nTWO\nthree\nfour\n', 0o755).write('bin', Buffer.from([0, 1, 2, 0, 255]))
    repository.write('empty', '')
    unlinkSync(`${repository.path}/link`)
    repository.write('link', 'a file now\n')
    repository.commit('many things\n\nwith a body\n')
    repository.git('mv', 'with space.txt', 'renamed ü.txt')
    repository.commit('rename')
    repository.git('rm', '-q', 'bin')
    repository.commit('delete a binary')
    mkdirSync(`${repository.path}/sub`)
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`)
    repository.commit('submodule')
    repository.commit('empty')
    repository.commit('')
    repository.write(
      'trap.txt',
      'diff --git a/x b/x\n@@ -1,9 +1,9 @@\n\\ No newline at end of file\nBinary files a and b differ\n',
    )
    repository.commit('content that looks like a patch')
    const late = Buffer.concat([Buffer.from('text\n'.repeat(2000)), Buffer.from('nul \0 here\nand on\n')])
    repository.write('late-nul.txt', late)
    repository.commit('a NUL far into a text')
    repository.write('long.txt', 'x'.repeat(3_000_000))
    repository.commit('one very long line without an end')
    repository.git('config', 'i18n.commitEncoding', 'latin1')
    repository.commit(Buffer.from('grün in latin1\n', 'latin1'))
    repository.git('config', 'i18n.commitEncoding', 'utf-8')
    repository.commitRaw(Buffer.from([0x62, 0x61, 0x64, 0xff, 0xfe, 0x0a]))
    repository.commit(`long message\n\n${'m'.repeat(200_000)}`)
    commits = await historyOf(repository, 'main')
  })

  it('gives every commit once, parents before children', () => {
    expect(commits).toHaveLength(13)
    const seen = new Set<string>()
    for (const commit of commits) {
      for (const parent of commit.parents) expect(seen).toContain(parent)
      seen.add(commit.sha)
    }
  })

  it('reads author, dates and message', () => {
    const { author, authoredAt, committedAt, message } = byTitle(commits, 'many things')
    expect(author).toEqual({ name: 'Ada Löwe', email: 'ada@example.org' })
    expect([authoredAt, committedAt]).toEqual([1_700_000_120, 1_700_000_120])
    expect(message).toBe('many things\n\nwith a body\n')
  })

  it('reads paths with spaces, other letters, quotes and newlines as they are', () => {
    const root = byTitle(commits, 'root')
    expect(root.files.map((file) => [file.path, file.status, file.added])).toEqual([
      ['link', 'added', 1],
      [odd, 'added', 1],
      ['with space.txt', 'added', 3],
      ['ärger/größe.txt', 'added', 1],
    ])
  })

  it('tells modes, binaries, empty files and changes of type apart', () => {
    const files = byTitle(commits, 'many things').files
    expect(files.map((file) => [file.path, file.status, file.added, file.deleted, file.binary])).toEqual([
      ['bin', 'added', 0, 0, true],
      ['empty', 'added', 0, 0, false],
      ['link', 'retyped', 1, 1, false],
      ['with space.txt', 'modified', 2, 1, false],
    ])
    expect(files[3]!.hunks).toEqual([
      [2, 1, 2, 1, 'one'],
      [3, 0, 4, 1, 'three'],
    ])
  })

  it('follows renames', () => {
    expect(byTitle(commits, 'rename').files).toEqual([
      {
        path: 'renamed ü.txt',
        oldPath: 'with space.txt',
        status: 'renamed',
        added: 0,
        deleted: 0,
        binary: false,
        hunks: [],
      },
    ])
    expect(byTitle(commits, 'delete a binary').files).toMatchObject([{ path: 'bin', status: 'deleted', binary: true }])
  })

  it('takes a submodule for a file of one line', () => {
    expect(byTitle(commits, 'submodule').files).toMatchObject([{ path: 'sub', status: 'added', added: 1 }])
  })

  it('keeps commits without files and without a message', () => {
    expect(byTitle(commits, 'empty').files).toEqual([])
    expect(commits.filter((commit) => commit.message.trim() === '')).toHaveLength(1)
  })

  it('does not take content for structure', () => {
    expect(byTitle(commits, 'content that').files).toMatchObject([{ path: 'trap.txt', added: 4, binary: false }])
    expect(byTitle(commits, 'a NUL far').files).toMatchObject([{ added: 2002 }])
    expect(byTitle(commits, 'one very long line').files).toMatchObject([{ added: 1, deleted: 0 }])
  })

  it('recodes messages, and replaces what cannot be read', () => {
    expect(byTitle(commits, 'grün in latin1').message).toBe('grün in latin1\n')
    expect(byTitle(commits, 'bad').message).toBe('bad\uFFFD\uFFFD\n')
    expect(byTitle(commits, 'long message').message).toHaveLength(65_536)
  })
})

describe('readHistory over branches', () => {
  let repository: TestRepository
  let mirror: string
  beforeAll(async () => {
    repository = new TestRepository(folder.path('branches'))
    repository.write('base.txt', '1\n').commit('base')
    for (const name of ['one', 'two', 'three']) {
      repository.git('checkout', '-q', '-b', name, 'main')
      repository.write(`${name}.txt`, `${name}\n`).commit(`work on ${name}`)
    }
    repository.git('checkout', '-q', 'main')
    repository.merge('octopus', 'one', 'two')
    repository.git('checkout', '-q', 'main')
    mirror = await mirrored(repository, 'branches')
  })

  it('gives merges without files and with all parents', async () => {
    const commits = await gathered(readHistory(mirror, { include: [repository.git('rev-parse', 'main')] }))
    const octopus = byTitle(commits, 'octopus')
    expect(octopus.parents).toHaveLength(3)
    expect(octopus.files).toEqual([])
    expect(commits.map((commit) => commit.message.trim())).toEqual(['base', 'work on one', 'work on two', 'octopus'])
  })

  it('gives only what the excluded commits do not reach, passing over unknown ones', async () => {
    const include = [repository.git('rev-parse', 'three')]
    const exclude = [repository.git('rev-parse', 'main'), 'f'.repeat(40)]
    const commits = await gathered(readHistory(mirror, { include, exclude }))
    expect(commits.map((commit) => commit.message.trim())).toEqual(['work on three'])
  })

  it('goes on where it was left, with the newest ones in the same order', async () => {
    const include = ['main', 'three'].map((name) => repository.git('rev-parse', name))
    const all = await gathered(readHistory(mirror, { include }))
    const rest = await gathered(readHistory(mirror, { include, newest: all.length - 2 }))
    expect(rest).toEqual(all.slice(2))
    const graph = await gathered(readGraph(mirror, { include }))
    expect(graph).toEqual(all.map(({ sha, parents }) => ({ sha, parents })))
  })

  it('gives the main line alone, and a set of it', async () => {
    const include = [repository.git('rev-parse', 'main')]
    const mainLine = await CommitSet.from(readGraph(mirror, { include }, { firstParent: true }))
    expect(mainLine.size).toBe(2)
    expect(mainLine.has(repository.git('rev-parse', 'main'))).toBe(true)
    expect(mainLine.has(repository.git('rev-parse', 'one'))).toBe(false)
  })

  it('gives nothing for no commits, and refuses what is not a commit id', async () => {
    expect(await gathered(readHistory(mirror, { include: [] }))).toEqual([])
    await expect(gathered(readHistory(mirror, { include: ['--output=/tmp/x'] }))).rejects.toMatchObject({
      code: 'refused',
    })
  })

  it('ends git when the reader stops early', async () => {
    for await (const commit of readHistory(mirror, { include: [repository.git('rev-parse', 'main')] })) {
      expect(commit.sha).toHaveLength(40)
      break
    }
    expect(await endsWithin(() => children().length === 0)).toBe(true)
  })

  it('keeps what was asked for of a large diff, and counts all of it', async () => {
    const wide = new TestRepository(folder.path('wide'))
    for (let index = 0; index < 30; index++) wide.write(`file-${index}.txt`, 'a\nb\n')
    wide.commit('wide')
    const at = await mirrored(wide, 'wide')
    const include = [wide.git('rev-parse', 'HEAD')]
    const [commit] = await gathered(readHistory(at, { include }, { maxFiles: 10 }))
    expect([commit!.files.length, commit!.filesOmitted, commit!.added]).toEqual([10, 20, 60])
  })
})

describe('the function around a hunk', () => {
  it('is found for languages that indent their methods', async () => {
    const repository = new TestRepository(folder.path('languages'))
    const typescript = (value: number): string =>
      `export class Shop {\n  constructor(private readonly x: number) {}\n\n  price(of: string): number {\n    if (of) {\n      const y = ${value}\n    }\n    return 1\n  }\n}\n`
    const python = (value: number): string =>
      `class Shop:\n    def price(self):\n        a = 1\n        return ${value}\n`
    repository.write('shop.ts', typescript(1)).write('shop.py', python(1)).commit('first')
    repository.write('shop.ts', typescript(2)).write('shop.py', python(2)).commit('second')
    const commits = await historyOf(repository, 'languages')
    expect(commits[1]!.files.map((file) => file.hunks[0]![4])).toEqual([
      'def price(self):',
      'price(of: string): number {',
    ])
  })
})

describe('a repository with SHA-256', () => {
  it('is read like any other', async () => {
    const repository = new TestRepository(folder.path('sha256'), '--object-format=sha256')
    repository.write('a.txt', 'a\n').commit('first')
    repository.write('a.txt', 'b\n').commit('second')
    const commits = await historyOf(repository, 'sha256')
    expect(commits.map((commit) => [commit.sha.length, commit.files.length])).toEqual([
      [64, 1],
      [64, 1],
    ])
  })
})

describe('the line counts', () => {
  it('are those of git --numstat', async () => {
    const repository = new TestRepository(folder.path('numbers'))
    for (let round = 0; round < 40; round++) {
      const lines = Array.from({ length: 60 }, (_, index) => ((index * 7 + round * 13) % 11 < 3 ? `r${round}` : 'same'))
      repository.write(`f${round % 4}.txt`, lines.join('\n') + (round % 3 === 0 ? '' : '\n')).commit(`round ${round}`)
    }
    const commits = await historyOf(repository, 'numbers')
    const numstat = repository.git('log', '--reverse', '--numstat', '--format=format:@').split('@').slice(1)
    const expected = numstat.map((text) => {
      const [added = 0, deleted = 0] = text.trim().split(/\s+/).map(Number)
      return [added, deleted]
    })
    expect(commits.map((commit) => [commit.added, commit.deleted])).toEqual(expected)
  })
})

/** Processes of git that this process started and that live. */
const children = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = execFileSync('cat', [`/proc/${pid}/stat`], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
        return stat.includes('(git)') && stat.split(') ')[1]?.split(' ')[1] === String(process.pid)
      } catch {
        return false
      }
    })

const endsWithin = async (condition: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 100; tries++) {
    if (condition()) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
