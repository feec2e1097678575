import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { closedName, type LogRow, openName, readChain } from '@heimgewebe/segments'
import fc from 'fast-check'
import { SegmentFolder } from './segment-folder.js'

const LARGE = 1_000_000
const row = (position: number): LogRow => ({
  position,
  streamversion: position,
  recorded: '2026-11-21T09:00:00.123456Z',
  body: JSON.stringify({ specversion: '1.0', subject: `pr/acme/shop/${position}`, title: 'süß\n🧵' }),
})
const rows = (first: number, last: number): LogRow[] =>
  Array.from({ length: last - first + 1 }, (_, index) => row(first + index))

describe('the folder of segments', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-segments-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const write = async (first: number, last: number, maxBytes = LARGE): Promise<void> => {
    const segments = await SegmentFolder.resume(folder, maxBytes)
    expect(segments.position).toBe(first - 1)
    for (let at = first; at <= last; at += 3) await segments.append(rows(at, Math.min(last, at + 2)))
    await segments.sync()
    await segments.release()
  }

  it('writes the same file whatever byte its writer died at', async () => {
    await write(1, 9)
    const path = join(folder, openName(1))
    const whole = await readFile(path)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (bytes) => {
        await truncate(path, bytes)
        const segments = await SegmentFolder.resume(folder, LARGE)
        if (segments.position < 9) await segments.append(rows(segments.position + 1, 9))
        await segments.release()
        expect(await readFile(path)).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })

  it('packs full segments under names with their positions, and goes on after each restart', async () => {
    await write(1, 9, 1500)
    await write(10, 14, 1500)
    const names = (await readdir(folder)).sort()

    expect(names[0]).toMatch(/^000000000001-\d{12}\.jsonl\.gz$/)
    expect(names.filter((name) => name.endsWith('.jsonl')).length).toBeLessThanOrEqual(1)
    expect(await readChain(folder)).toMatchObject({ position: 14, problem: undefined, files: names.length })
  })

  it('takes up again where packing was broken off', async () => {
    await write(1, 9)
    const plain = await readFile(join(folder, openName(1)))
    await writeFile(join(folder, `${closedName(1, 9)}.tmp`), 'half')
    await write(10, 10, 1)
    expect(await readdir(folder)).toEqual([closedName(1, 10)])
    // Killed between the rename and the removal of the plain file:
    await writeFile(join(folder, openName(1)), plain)

    expect(await readChain(folder)).toMatchObject({ position: 10, problem: undefined })
    await write(11, 12)
    expect((await readdir(folder)).sort()).toEqual([closedName(1, 10), openName(11)])
    expect(await readChain(folder)).toMatchObject({ position: 12, problem: undefined })
  })

  it('is read to its end though its open file is packed meanwhile', async () => {
    await write(1, 10, 1)
    await write(11, 19)
    let packed = false
    const report = await readChain(folder, async ({ position }) => {
      if (position !== 10) return
      await write(20, 20, 1)
      packed = (await readdir(folder)).includes(closedName(11, 20))
    })

    expect(packed).toBe(true)
    expect(report).toMatchObject({ position: 20, problem: undefined, torn: false })
  })

  it('goes on behind no chain that is broken', async () => {
    await write(1, 9)
    await appendFile(join(folder, openName(1)), 'not a line\n')
    await expect(SegmentFolder.resume(folder, LARGE)).rejects.toThrow(/line 10, position 10: changed/)
  })

  it('names file, line and position of what is wrong in any of its files', async () => {
    await write(1, 9, 1500)
    const [first, second] = (await readdir(folder)).sort()
    await rm(join(folder, first!))
    expect((await readChain(folder)).problem).toMatchObject({ kind: 'missing', file: second, line: 1, position: 1 })
    await truncate(join(folder, second!), 40)
    await writeFile(join(folder, first!), 'no gzip')
    expect((await readChain(folder)).problem).toMatchObject({ kind: 'unreadable', file: first, line: 1, position: 1 })
  })

  it('knows whether its last line is of a log', async () => {
    await write(1, 9)
    const segments = await SegmentFolder.resume(folder, LARGE)
    expect(segments.endsWith(row(9))).toBe(true)
    expect(segments.endsWith({ ...row(9), body: '{"other":1}' })).toBe(false)
    expect(segments.endsWith(undefined)).toBe(false)
  })
})
