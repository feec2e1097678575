import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Spool } from './spool.js'

const MIB = 1_048_576

describe('the spool', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-spool-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const add = (spool: Spool, ...texts: string[]): Promise<unknown> =>
    Promise.all(texts.map((text) => spool.add(Buffer.from(text))))
  const drained = async (spool: Spool): Promise<string[]> => {
    const texts: string[] = []
    for (let [entry] = await spool.first(); entry; [entry] = await spool.first()) {
      texts.push(entry.toString())
      await spool.tick()
    }
    return texts
  }
  const file = (number = 1): string => join(folder, `waiting-${number}.bin`)

  it('gives entries back in their order, and takes new ones meanwhile', async () => {
    const spool = await Spool.open(folder, MIB)
    await add(spool, 'a', '', 'c')
    expect([(await spool.first()).map(String), spool.count]).toEqual([['a'], 3])
    await spool.tick()
    await add(spool, 'd')

    expect(await drained(spool)).toEqual(['', 'c', 'd'])
    expect([spool.count, spool.bytes, (await readdir(folder)).sort()]).toEqual([
      0,
      0,
      ['drained.json', 'waiting-2.bin'],
    ])
    await spool.close()
  })

  it('gives back as many as are asked for, up to their bytes, and ticks so many off', async () => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'x'.repeat(500), 'b', 'c', 'd', 'e')
    const texts = async (most: number, bytes: number): Promise<number[]> =>
      (await before.first(most, bytes)).map((entry) => entry.length)
    expect([await texts(3, 10), await texts(3, MIB), await texts(9, MIB)]).toEqual([
      [500],
      [500, 1, 1],
      [500, 1, 1, 1, 1],
    ])
    await before.tick(3)
    // A kill closes nothing.
    const after = await Spool.open(folder, MIB)

    expect((await after.first(9, MIB)).map(String)).toEqual(['d', 'e'])
    await after.tick(9)
    expect([after.count, await after.first(9, MIB)]).toEqual([0, []])
    await after.close()
    await before.close()
  })

  it('gives back what lies before a damaged entry, then what lies behind it', async () => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'first', 'second', 'third')
    await before.close()
    const bytes = await readFile(file())
    bytes[bytes.indexOf('second')]! ^= 1
    await writeFile(file(), bytes)
    const after = await Spool.open(folder, MIB)

    expect((await after.first(9, MIB)).map(String)).toEqual(['first'])
    await after.tick()
    expect((await after.first(9, MIB)).map(String)).toEqual(['third'])
    await after.close()
  })

  it('keeps what was not ticked off over a restart, and only that', async () => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'a', 'b', 'c')
    await before.tick()
    // A kill closes nothing.
    const after = await Spool.open(folder, MIB)

    expect(await drained(after)).toEqual(['b', 'c'])
    await after.close()
    await before.close()
  })

  it.each([1, 4, 8, 11, 12, 13])('cuts an entry off that a kill left with %i bytes of it', async (length) => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'whole')
    const size = (await stat(file())).size
    await add(before, 'half')
    await before.close()
    await truncate(file(), size + length)
    const after = await Spool.open(folder, MIB)
    await add(after, 'next')

    expect(await drained(after)).toEqual(['whole', 'next'])
    await after.close()
  })

  it.each([
    ['in an entry', 12 + 2, ['second', 'third']],
    ['in a length', 1, []],
  ])('keeps a flipped bit %s aside, and goes on with what can be read', async (_, place, rest) => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'first', 'second', 'third')
    await before.close()
    const bytes = await readFile(file())
    bytes[place]! ^= 1
    await writeFile(file(), bytes)
    const after = await Spool.open(folder, MIB)
    await add(after, 'fourth')

    expect(await drained(after)).toEqual([...rest, 'fourth'])
    const [kept] = await readdir(join(folder, 'aside'))
    expect(bytes.includes(await readFile(join(folder, 'aside', kept!)))).toBe(true)
    await after.close()
  })

  it.each(['', '{', '{"start":5}', '{"file":7,"start":9}'])('drains all again where its mark is %j', async (mark) => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'a', 'b')
    await before.close()
    await writeFile(join(folder, 'drained.json'), mark)
    const after = await Spool.open(folder, MIB)

    expect(await drained(after)).toEqual(['a', 'b'])
    await after.close()
  })

  it('never takes the mark of an old file for one of the new', async () => {
    const before = await Spool.open(folder, MIB)
    await add(before, 'x'.repeat(100))
    await before.tick()
    await add(before, 'y', 'z')
    const mark = JSON.parse(await readFile(join(folder, 'drained.json'), 'utf8')) as object
    await before.close()
    expect(mark).toEqual({ file: 2, start: 0 })
    const after = await Spool.open(folder, MIB)

    expect(await drained(after)).toEqual(['y', 'z'])
    await after.close()
  })

  it('goes on where its mark cannot be written', async () => {
    const spool = await Spool.open(folder, MIB)
    await add(spool, 'a', 'b')
    await mkdir(join(folder, 'drained.json', 'in the way'), { recursive: true })

    expect(await drained(spool)).toEqual(['a', 'b'])
    await add(spool, 'c')
    expect(await drained(spool)).toEqual(['c'])
    await spool.close()
  })

  it('takes no more than it may hold, and takes again when there is room', async () => {
    const spool = await Spool.open(folder, 100)
    await add(spool, 'x'.repeat(80))
    await expect(spool.add(Buffer.alloc(40))).rejects.toMatchObject({ code: 'spool_full' })
    expect(await drained(spool)).toHaveLength(1)
    await add(spool, 'y'.repeat(80))

    expect(spool.count).toBe(1)
    await spool.close()
  })

  it('keeps nothing that came while it was being emptied from being found', async () => {
    const spool = await Spool.open(folder, MIB)
    const found: string[] = []
    for (let round = 0; round < 200; round++) {
      const adding = add(spool, `${round}`)
      const [first] = await spool.first()
      if (first) {
        found.push(first.toString())
        await Promise.all([spool.tick(), adding])
      } else await adding
    }
    found.push(...(await drained(spool)))

    expect(found).toEqual(Array.from({ length: 200 }, (_, round) => `${round}`))
    await spool.close()
  })

  it('is open to nobody else', async () => {
    const spool = await Spool.open(folder, MIB)
    await add(spool, 'secret')

    expect((await stat(file())).mode & 0o077).toBe(0)
    await spool.close()
  })
})
