import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually } from '@heimgewebe/testing'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogFile } from './log-file.js'
import { ManagedProcess } from './managed-process.js'
import type { ProcessSpec } from './managed-process.js'

let home: string
let process_: ManagedProcess | undefined
let notices: string[]
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'managed '))
  notices = []
})
afterEach(async () => {
  await process_?.stop()
  await rm(home, { recursive: true, force: true })
})

const manage = (script: string, more: Partial<ProcessSpec> = {}): ManagedProcess => {
  const spec: ProcessSpec = {
    name: 'thing',
    port: 1,
    command: 'sh',
    args: ['-c', script],
    env: { PATH: process.env['PATH'] },
    cwd: home,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 500,
    readyTimeoutMs: 20_000,
    ready: () => access(join(home, 'ready')),
    ...more,
  }
  process_ = new ManagedProcess(
    spec,
    new LogFile(join(home, 'log'), 1e6),
    (text) => notices.push(text),
    () => undefined,
  )
  return process_
}

describe('ManagedProcess', () => {
  it('is ready when its probe says so', async () => {
    const thing = manage('touch ready; exec sleep 60')
    await thing.start()

    expect(thing.state).toBe('ready')
  })

  it('starts again what was killed, and says so', async () => {
    const thing = manage('touch ready; exec sleep 60')
    await thing.start()
    const first = thing.pid!
    process.kill(first, 'SIGKILL')
    await eventually(() => thing.restarts === 1 && thing.state === 'ready')

    expect(thing.pid).not.toBe(first)
    expect(notices[0]).toContain('thing died (SIGKILL)')
  })

  it('gives up on one that cannot start, with the reason', async () => {
    await expect(manage('exit 7').start()).rejects.toThrow(/thing does not start: died \(exit code 7\)/)
    expect(process_?.state).toBe('given-up')
  })

  it('kills one that does not listen', async () => {
    await writeFile(join(home, 'ready'), '')
    const thing = manage("trap '' TERM; while :; do sleep 0.1; done")
    await thing.start()
    await thing.stop()

    expect(thing.pid).toBeUndefined()
    expect(thing.state).toBe('stopped')
  })

  it('tells of a program that is not there', async () => {
    await expect(manage('', { command: '/nowhere/thing' }).start()).rejects.toThrow(/ENOENT/)
  })
})
