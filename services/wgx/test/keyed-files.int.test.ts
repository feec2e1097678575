import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CheckoutStore } from '../src/io/checkout-store.js'
import { KeyedFiles } from '../src/io/prepare/keyed-files.js'

describe('the files that a step reads', () => {
  let root: string
  let mirror: string
  let keyed: KeyedFiles
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'wgx-keyed-'))
    mirror = join(root, 'mirror')
    execFileSync('git', ['init', '--quiet', '--bare', mirror])
    keyed = new KeyedFiles({ mirrorOf: () => mirror } as unknown as CheckoutStore)
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  const object = (type: string, input: string | Buffer): string =>
    execFileSync('git', ['--git-dir', mirror, 'hash-object', '-w', '-t', type, '--literally', '--stdin'], { input })
      .toString()
      .trim()
  /** A tree as somebody could make it who does not use git for it. */
  const tree = (entries: readonly (readonly [mode: string, name: string, sha: string])[]): string =>
    object(
      'tree',
      Buffer.concat(
        entries.flatMap(([mode, name, sha]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')]),
      ),
    )

  it('are those that a glob names, and no links', async () => {
    const blob = object('blob', 'text')
    const sha = tree([
      ['100644', 'lock', blob],
      ['120000', 'link.lock', blob],
      ['40000', 'sub', tree([['100755', 'a.lock', blob]])],
    ])
    const files = await keyed.of('r', sha, ['lock', '**/*.lock'])
    const folder = join(root, 'out')
    await mkdir(folder)
    await keyed.writeTo(folder, 'r', files, new AbortController().signal)

    expect(files.map(({ path }) => path)).toEqual(['lock', 'sub/a.lock'])
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['lock', 'sub', 'sub/a.lock'])
    expect(await readFile(join(folder, 'sub', 'a.lock'), 'utf8')).toBe('text')
  })

  it.each(['..', '.git'])('are none with %s on their way', async (name) => {
    const sha = tree([['40000', name, tree([['100644', 'a.lock', object('blob', 'text')]])]])

    await expect(keyed.of('r', sha, ['**/*', `${name}/*`])).rejects.toThrow('is no path of a file')
  })
})
