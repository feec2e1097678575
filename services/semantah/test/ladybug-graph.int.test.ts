import { fork } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { Graph } from '../src/io/graph.js'
import type { Entry } from '../src/io/graph-entry.js'
import type { MemoryLimits } from '../src/io/graph-memory.js'
import { LadybugGraphStore } from '../src/io/ladybug/ladybug-graph-store.js'
import { graphCompliance } from './graph-compliance.js'
import { killWriters } from './kill-writers.js'
import { recordedAnswers, recordedLog } from './recorded-log.js'

const folders: string[] = []
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'semantah-'))
  folders.push(folder)
  return folder
}
const limits = { bufferBytes: 64 * 2 ** 20, checkpointBytes: 16 * 2 ** 20, readTimeoutMs: 5000 }
const openIn = async (folder: string, memory?: MemoryLimits): Promise<Graph> =>
  Graph.on(await LadybugGraphStore.open({ ...limits, folder }), memory)
const NOTHING_HELD = { relations: 0, rows: 0 }

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const entry = (position: number): Entry => ({
  evidence: { position, id: `event-${position}`, type: 'issue.opened.v1', at: position },
  nodes: [{ id: `issue/${position}`, kind: 'issue', title: '', state: '', repository: '', mention: true }],
  relations: [],
  replaces: [],
})

describe('the embedded graph', () => {
  graphCompliance(async () => openIn(await newFolder(), NOTHING_HELD))
})

describe('the embedded graph, held in memory', () => {
  graphCompliance(async () => openIn(await newFolder()))

  it('answers 200 questions as the store does, as it is written, read in again, and when it is too large', async () => {
    const LENGTH = 120
    const log = recordedLog(LENGTH)
    const folder = await newFolder()
    const written = await openIn(folder)
    for (let start = 0; start < LENGTH; start += 37) await written.apply(log.slice(start, start + 37))
    const answers = await recordedAnswers(written, LENGTH)
    const { relations } = written.held
    await written.close()
    const asked = async (memory?: MemoryLimits): Promise<[string[], number]> => {
      const graph = await openIn(folder, memory)
      await graph.ready()
      const found = await recordedAnswers(graph, LENGTH)
      const { held } = graph
      await graph.close()
      return [found, held.relations]
    }
    expect(relations).toBeGreaterThan(LENGTH)
    expect(await asked(NOTHING_HELD)).toEqual([answers, 0])
    expect(await asked()).toEqual([answers, relations])
    expect(await asked({ relations: relations - 1, rows: 10 })).toEqual([answers, 0])
  })

  it('is read in beside writes, and late events find their place', async () => {
    const log = recordedLog(80)
    const late = log.filter((_, at) => at % 9 === 4)
    const folder = await newFolder()
    const first = await openIn(folder)
    await first.apply(log.filter((each) => !late.includes(each)).slice(0, 40))
    await first.close()
    const again = await openIn(folder)
    await again.apply(log.filter((each) => !late.includes(each)).slice(40))
    await again.apply(late)
    await again.ready()
    const answers = await recordedAnswers(again, 80)
    expect(again.held.relations).toBeGreaterThan(80)
    await again.close()
    const plain = await openIn(folder, NOTHING_HELD)
    expect(await recordedAnswers(plain, 80)).toEqual(answers)
    await plain.close()
  })
})

describe('the files of the embedded graph', () => {
  it('survive kills of the writing process at any moment', async () => {
    const folder = await newFolder()
    const log = recordedLog(240)
    await killWriters({ ladybug: { ...limits, folder } }, log)
    const [killed, whole] = [await openIn(folder), await openIn(await newFolder())]
    await killed.apply(log)
    await whole.apply(log)
    expect(await killed.digest()).toBe(await whole.digest())
    for (const each of [killed, whole]) await each.close()
  })

  it('hold what was applied after the store is opened anew', async () => {
    const folder = await newFolder()
    const first = await openIn(folder)
    await first.apply([entry(1), entry(2)])
    const digest = await first.digest()
    await first.close()
    const second = await openIn(folder)
    expect([second.position(), await second.digest()]).toEqual([2, digest])
    await second.apply([entry(2), entry(3)])
    expect((await second.counts()).nodes).toEqual({ issue: 3 })
    await second.close()
  })

  it('belong to one process: a second one is told who and what to do', async () => {
    const folder = await newFolder()
    const holder = fork(
      '-e',
      [
        `const { Database } = require('@ladybugdb/core')
         new Database(${JSON.stringify(join(folder, 'graph.lbug'))}, 2 ** 26, true, false, 2 ** 33).initSync()
         process.send('held'); setInterval(() => {}, 1000)`,
      ],
      { execArgv: [], cwd: process.cwd() },
    )
    await new Promise((resolve) => holder.once('message', resolve))
    try {
      await expect(openIn(folder)).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(folder) })
    } finally {
      holder.kill('SIGKILL')
      await new Promise((resolve) => holder.once('exit', resolve))
    }
  })

  it('are set aside when they are broken, and an empty store takes their place', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'graph.lbug'), Buffer.alloc(65_536, 7))
    const graph = await openIn(folder)
    expect(graph.position()).toBe(0)
    await graph.apply([entry(1)])
    await graph.close()
    expect(await readdir(folder)).toContain('graph.lbug.broken')
  })
})
