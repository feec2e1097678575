import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endLeftBehind, noteStarted } from './left-behind.js'
import { startTimeOf } from './process-tree.js'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'left behind '))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const sleeper = async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  return { child, gone: once(child, 'exit'), startTime: (await startTimeOf(child.pid!))! }
}

describe('endLeftBehind', () => {
  it('ends a process that a dead supervisor left', async () => {
    const { child, gone, startTime } = await sleeper()
    await noteStarted(home, [{ name: 'sichter', pid: child.pid!, startTime }])

    const ended = await endLeftBehind(home)

    expect(ended.map(({ name }) => name)).toEqual(['sichter'])
    expect((await gone)[1]).toBe('SIGTERM')
  })

  it('spares another process that got the same pid', async () => {
    const { child, gone, startTime } = await sleeper()
    await noteStarted(home, [{ name: 'sichter', pid: child.pid!, startTime: `${startTime}0` }])

    expect(await endLeftBehind(home)).toEqual([])
    expect(child.exitCode).toBeNull()
    child.kill()
    await gone
  })
})
