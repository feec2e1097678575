import { randomUUID } from 'node:crypto'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { processesWith } from '@heimgewebe/testing'
import { Sandbox } from '../src/io/sandbox/sandbox.js'
import type { SandboxLimits, SandboxOutcome } from '../src/io/sandbox/sandbox-types.js'
import { closedFolder, nodeFolder, optionsIn, removeFolders, roomy, weakened } from './sandbox-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

suite('Sandbox', () => {
  let home: string
  let sandbox: Sandbox
  beforeAll(async () => {
    home = await closedFolder()
    sandbox = await Sandbox.open(optionsIn(home))
  })
  afterAll(async () => {
    await sandbox.close()
    await removeFolders()
  })

  const run = async (
    command: string,
    limits: Partial<SandboxLimits> = {},
    { box = sandbox, signal }: { box?: Sandbox; signal?: AbortSignal } = {},
  ): Promise<SandboxOutcome> => {
    const folder = await box.newFolder()
    try {
      return await box.run({ folder, command, limits: { ...roomy, ...limits }, ...(signal ? { signal } : {}) })
    } finally {
      await box.removeFolder(folder)
    }
  }

  it('gives exit code and output of a command, both streams in their order', async () => {
    const outcome = await run('echo one; echo two > /dev/stderr; echo three; exit 7')

    expect(outcome).toMatchObject({ exitCode: 7, began: true, stopped: undefined, output: 'one\ntwo\nthree\n' })
  })

  it('gives a command its folder, a home and nothing else to write to', async () => {
    const { output } = await run('pwd; echo "$HOME"; touch here "$HOME/there" /tmp/there && ls')

    expect(output).toBe('/work\n/home/wgx\nhere\n')
  })

  it('hands over files that were put into the folder, and what the command made of them', async () => {
    const folder = await sandbox.newFolder()
    await mkdir(join(folder, 'src'))
    await writeFile(join(folder, 'src', 'a.txt'), 'before')
    await sandbox.run({ folder, command: 'printf after > src/a.txt', limits: roomy })

    expect((await stat(join(folder, 'src', 'a.txt'))).size).toBe('after'.length)
    await sandbox.removeFolder(folder)
  })

  it('refuses system calls that reach past namespaces, such as the keyring of who started us', async () => {
    const keyctl = { x64: 250, arm64: 219 }[process.arch as string] ?? 0
    const { output } = await run(`perl -e 'print syscall(${keyctl}, 0, -3, 0) < 0 ? $!+0 : "granted"'`)

    // 1 is EPERM.
    expect(output).toBe('1')
  })

  it('refuses nested namespaces by its filter alone, where bubblewrap cannot', async () => {
    const path = `${await weakened('if [ "$1" = --disable-userns ]; then shift; fi')}:${process.env['PATH'] ?? ''}`
    const box = await Sandbox.open(optionsIn(await closedFolder(), { path }))
    const { output } = await run('unshare --user true || unshare --mount true || echo refused', {}, { box })
    await box.close()

    expect(output).toMatch(/refused\n$/)
  })

  it('ends a command that takes too long, with all it started', async () => {
    const outcome = await run('sleep 100 & setsid sleep 100 & sleep 100', { seconds: 0.2 })

    expect(outcome).toMatchObject({ exitCode: undefined, began: true, stopped: 'time' })
  })

  it.each([true, false])('ends a run at any moment of its start (control groups: %s)', async (useCgroups) => {
    const box = await Sandbox.open(optionsIn(await closedFolder(), { useCgroups }))
    const mark = randomUUID()
    for (let step = 0; step < 20; step++) {
      expect((await run(`: ${mark}; sleep 100`, { seconds: step / 500 }, { box })).stopped).toBe('time')
    }
    await box.close()

    expect(await processesWith(mark)).toBe(0)
  })

  it('ends a command when it is told to', async () => {
    const abort = new AbortController()
    const running = run('echo ready; sleep 100', {}, { signal: abort.signal })
    abort.abort()

    expect((await running).stopped).toBe('shutdown')
  })

  it('ends a command that floods its output, and keeps the end', async () => {
    const outcome = await run('yes "a line of output"')

    expect(outcome.stopped).toBe('output')
    expect(outcome.output).toHaveLength(1_000_000)
  })

  it.each([true, false])('ends what needs too much memory (control groups: %s)', async (useCgroups) => {
    const box = await Sandbox.open(optionsIn(await closedFolder(), { useCgroups }))
    const limits = { memoryBytes: 2 ** 27 }
    // Five processes that are each within the limit, but not together.
    const many = 'for i in 1 2 3 4 5; do { head -c 60M /dev/zero | tail | sleep 3; } & done; wait; echo survived'
    const one = await run('head -c 1G /dev/zero | tail > /dev/null; test "$?" = 0', limits, { box })
    const together = await run(many, limits, { box })
    await box.close()

    expect(one.outOfMemory || one.exitCode !== 0).toBe(true)
    expect(together.outOfMemory).toBe(true)
  })

  it.each([true, false])('lets Node run within 1 GiB (control groups: %s)', async (useCgroups) => {
    const tools = await nodeFolder()
    const box = await Sandbox.open(optionsIn(await closedFolder(), { useCgroups, toolFolders: [tools] }))
    const script = `fetch('http://localhost:54321').catch((error) => console.log(error.cause.code ?? error.cause.name))`
    const { output } = await run(`node -e "${script}"`, {}, { box })
    await box.close()

    expect(output).toMatch(/ECONNREFUSED|AggregateError/)
  })

  it('ends a command when the disk runs full', async () => {
    const box = await Sandbox.open(optionsIn(await closedFolder(), { diskReserveBytes: Number.MAX_SAFE_INTEGER }))
    const outcome = await run('sleep 100', {}, { box })
    await box.close()

    expect(outcome.stopped).toBe('disk')
  })

  it('says where the sandbox itself could not be set up', async () => {
    const box = await Sandbox.open(optionsIn(await closedFolder(), { toolFolders: ['/nonexistent'] }))
    const outcome = await run('true', {}, { box })
    await box.close()

    expect(outcome).toMatchObject({ began: false, exitCode: undefined })
    expect(outcome.output).toContain('/nonexistent')
  })

  it('removes what forbids its removal and what is nested too deep for a path', async () => {
    const folder = await sandbox.newFolder()
    const deep = 'i=0; while [ $i -lt 60 ]; do d=$(printf %0200d $i); mkdir $d && cd -P $d || exit 1; i=$((i+1)); done'
    const command = `mkdir -p a/b && touch a/b/c && chmod 0 a/b a; ${deep}`
    const { exitCode } = await sandbox.run({ folder, command, limits: roomy })
    await sandbox.removeFolder(folder)

    expect(exitCode).toBe(0)
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('clears away what an earlier life left behind', async () => {
    const left = await sandbox.newFolder()
    await writeFile(join(left, 'file'), '')
    await Sandbox.open(optionsIn(home))

    await expect(stat(left)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(readdir(join(left, '..', '..'))).resolves.toEqual([])
  })

  it('takes what is kept home when it closes, and finds it when it opens', async () => {
    const closed = await closedFolder()
    const first = await Sandbox.open(optionsIn(closed))
    await mkdir(join(first.shared, 'entry'))
    await first.close()

    expect(await readdir(join(closed, 'sandbox', 'prepared'))).toEqual(['entry'])
    const second = await Sandbox.open(optionsIn(closed))
    expect(await readdir(second.shared)).toEqual(['entry'])
    await second.close()
    // As root the folder that runs reach is outside of such a home: nothing of it stays there.
    if (dirname(second.shared) !== join(closed, 'sandbox'))
      await expect(stat(dirname(second.shared))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is refused in words where there is no bubblewrap', async () => {
    await expect(Sandbox.open(optionsIn(home, { path: '/nonexistent', tools: '/nowhere' }))).rejects.toThrow(
      'bubblewrap (bwrap) was found neither on the PATH nor in /nowhere',
    )
  })
})
