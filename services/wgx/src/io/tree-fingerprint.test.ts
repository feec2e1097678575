import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { treeFingerprint } from './tree-fingerprint.js'

describe('treeFingerprint', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'wgx-tree-'))
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  /** A folder with a file and a link to a folder outside, in which there is a file with a text. */
  const tree = async (name: string, text: string, outside: string): Promise<string> => {
    await mkdir(join(root, name, 'work', 'src'), { recursive: true })
    await mkdir(join(root, name, 'host'))
    await writeFile(join(root, name, 'work', 'src', 'a'), text)
    await writeFile(join(root, name, 'host', 'file'), outside)
    await symlink('../host', join(root, name, 'work', 'link'))
    return treeFingerprint(join(root, name, 'work'))
  }

  it('is the same for the same files, and another for others', async () => {
    const one = await tree('one', 'x', 'y')

    expect(await tree('same', 'x', 'y')).toBe(one)
    expect(await tree('other', 'z', 'y')).not.toBe(one)
  })

  it('follows no link: what lies behind it is not of the tree, and is not read', async () => {
    expect(await tree('here', 'x', 'of the host')).toBe(await tree('there', 'x', 'of another host'))
    await mkdir(join(root, 'wide'))
    await symlink('/', join(root, 'wide', 'all'))

    // The whole machine would not be read in the time of a test, devices without an end among it.
    expect(await treeFingerprint(join(root, 'wide'))).toMatch(/^[0-9a-f]{64}$/)
  })
})
