import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { GENESIS, openName, sealLine } from '@heimgewebe/segments'
import { EXIT } from '../failure.js'
import { Terminal } from '../output/terminal.js'
import { buildProgram } from '../program.js'

describe('heimgewebe log', () => {
  let home: string
  let printed: string[]
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'heimgewebe-log-'))
    printed = []
    let previous = GENESIS
    const lines = [1, 2, 3].map((position) => {
      const row = { position, streamversion: 1, recorded: '2026-11-21T09:00:00.000001Z', body: `{"id":"${position}"}` }
      const { text, hash } = sealLine(row, previous)
      previous = hash
      return `${text}\n`
    })
    await writeFile(join(home, openName(1)), lines.join(''))
  })
  afterEach(() => rm(home, { recursive: true, force: true }))

  const run = (...args: string[]): Promise<number> => {
    const output = { write: (text: string) => printed.push(text) }
    const source = { HEIMGEWEBE_HOME: home, CHRONIK_SEGMENT_FOLDER: home }
    const terminal = new Terminal(output, output, source)
    return buildProgram(source, home, terminal, new AbortController().signal, () => undefined)(args)
  }

  it('says that a log is unbroken, and what it ends with', async () => {
    expect(await run('log', 'verify', '--json')).toBe(EXIT.fine)
    expect(JSON.parse(printed.join(''))).toMatchObject({ ok: true, position: 3, problem: null })
  })

  it('names file, line and position of a changed line and exits with 1', async () => {
    const path = join(home, openName(1))
    await writeFile(path, (await readFile(path, 'utf8')).replace('"id":"2"', '"id":"9"'))

    expect(await run('log', 'verify', '--folder', home)).toBe(EXIT.findings)
    expect(printed.join('')).toContain(`changed: ${openName(1)}, line 2, position 2`)
    expect(await run('log', 'export', '--out', join(home, 'out'))).toBe(EXIT.findings)
  })

  it('exports into a folder and into one file, and both are unbroken', async () => {
    for (const out of ['out', 'out.jsonl.gz']) {
      expect(await run('log', 'export', '--out', join(home, out))).toBe(EXIT.fine)
      expect(await run('log', 'verify', '--folder', join(home, out))).toBe(EXIT.fine)
    }
    expect(printed.join('').match(/unbroken: 3 events/g)).toHaveLength(4)
  })
})
