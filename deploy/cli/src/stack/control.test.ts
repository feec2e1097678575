import { describe, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askSupervisor, openControl } from './control.js'

describe('control door', () => {
  it('works in a folder whose path is longer than a socket may have', async () => {
    const root = await mkdtemp(join(tmpdir(), 'control '))
    const home = join(root, 'ä'.repeat(80), 'b'.repeat(80))
    const server = await openControl(home, ({ command }) => Promise.resolve({ error: `heard ${command}` }))

    expect(await askSupervisor(home, { command: 'status' })).toEqual({ error: 'heard status' })
    server.close()
    await rm(root, { recursive: true })
  })

  it('lets only one supervisor into a home, and takes the place of a dead one', async () => {
    const home = await mkdtemp(join(tmpdir(), 'control '))
    const first = await openControl(home, () => Promise.resolve({ error: 'first' }))

    await expect(openControl(home, () => Promise.resolve({}))).rejects.toThrow(/already runs/)
    first.close()
    const second = await openControl(home, () => Promise.resolve({ error: 'second' }))
    expect(await askSupervisor(home, { command: 'status' })).toEqual({ error: 'second' })
    second.close()
    await rm(home, { recursive: true })
  })

  it('answers nothing where no supervisor runs', async () => {
    const home = await mkdtemp(join(tmpdir(), 'control '))

    expect(await askSupervisor(home, { command: 'status' })).toBeUndefined()
    await rm(home, { recursive: true })
  })
})
