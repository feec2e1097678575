import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { BlockFile } from './block-file.js'
import { packBlocks } from './blocks.js'

const packed = async (text: string, chunk = 50_000): Promise<Buffer> => {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  const source = async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield await Promise.resolve(bytes.subarray(at, at + chunk))
  }
  for await (const part of packBlocks(source(), 3)) parts.push(part)
  return Buffer.concat(parts)
}

/** Lines of every length: short ones, some that end where a member does, some over several members, some that hardly pack. */
const LINES = [
  'first',
  'x'.repeat(65_280 - 7),
  '',
  ...Array.from({ length: 300 }, (_, i) => `{"n":${i},"text":"${'ä'.repeat(i)}"}`),
  randomBytes(150_000).toString('base64'),
  'y'.repeat(65_280),
  'last',
]

describe('a segment packed in members', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-blocks-'))
    path = join(folder, 'segment.jsonl.gz')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is read as a whole by any reader of gzip, and each line alone at its place', async () => {
    const text = `${LINES.join('\n')}\n`
    for (const chunk of [1000, 65_280, 1_000_000]) {
      const bytes = await packed(text, chunk)
      expect(gunzipSync(bytes).toString('utf8')).toBe(text)
      await writeFile(path, bytes)
      const file = await BlockFile.open(path)
      try {
        expect(await file.hasBlocks()).toBe(true)
        const lines = []
        for await (const line of file.lines()) lines.push(line)
        expect(lines.map((line) => line.text)).toEqual(LINES)
        for (const line of lines.toReversed()) expect(await file.lineAt(line.place)).toBe(line.text)
      } finally {
        await file.close()
      }
    }
  })

  it('is told apart from one that was packed in one piece', async () => {
    await writeFile(path, gzipSync(LINES.join('\n')))
    const file = await BlockFile.open(path)
    expect(await file.hasBlocks()).toBe(false)
    await expect(file.lineAt(0)).rejects.toThrow('segment.jsonl.gz has no whole member at byte 0')
    await file.close()
  })

  it('says which byte of which file cannot be unpacked', async () => {
    const bytes = await packed(`${LINES.join('\n')}\n`)
    bytes[40]! ^= 1
    await writeFile(path, bytes)
    const file = await BlockFile.open(path)
    await expect(file.lineAt(0)).rejects.toThrow('segment.jsonl.gz cannot be unpacked at byte 0')
    await writeFile(path, bytes.subarray(0, 50))
    await expect(file.lineAt(0)).rejects.toThrow('no whole member at byte 0')
    await file.close()
  })
})
