import { describe, expect, it } from '@jest/globals'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEPT_LOGS, LogFile } from './log-file.js'

describe('LogFile', () => {
  it('keeps a bounded number of bounded files, the newest lines in the first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'logs '))
    const log = new LogFile(join(folder, 'a.log'), 100)
    for (let line = 0; line < 100; line++) log.write(`${String(line).padStart(9, '0')}\n`)
    log.write('last\n')
    log.close()

    expect((await readdir(folder)).length).toBe(KEPT_LOGS + 1)
    expect(await readFile(join(folder, 'a.log'), 'utf8')).toBe('last\n')
    await rm(folder, { recursive: true })
  })
})
