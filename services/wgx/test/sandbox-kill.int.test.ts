import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from '@jest/globals'
import { eventually, kill, processesWith } from '@heimgewebe/testing'
import { Sandbox } from '../src/io/sandbox/sandbox.js'
import { closedFolder, optionsIn, removeFolders, scriptWith } from './sandbox-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

suite('a sandbox whose owner is killed', () => {
  afterAll(removeFolders)

  it.each([true, false])('leaves no command running, whenever that is (control groups: %s)', async (useCgroups) => {
    const options = optionsIn(await closedFolder(), { useCgroups })
    // Quotes keep the mark out of bubblewrap's own arguments: only a shell that runs the command shows it whole.
    const mark = randomUUID()
    const command = `exec sh -c ': ${mark.slice(0, 18)}''${mark.slice(18)}; sleep 600; :'`
    const limits = { seconds: 600, memoryBytes: 2 ** 28, processes: 64, fileBytes: 2 ** 20 }
    const script = await scriptWith(
      options,
      `process.stdout.write('open')
       for (;;) {
         const run = { folder: await sandbox.newFolder(), command: ${JSON.stringify(command)}, limits: ${JSON.stringify(limits)} }
         void sandbox.run(run)
         await new Promise((resolve) => setTimeout(resolve, 10))
       }`,
    )
    let landed = 0
    for (let round = 0; round < 10; round++) {
      const owner = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'] })
      await once(owner.stdout, 'data')
      await sleep(Math.random() * 150)
      if ((await processesWith(mark)) > 0) landed++
      await kill(owner)
      await eventually(async () => (await processesWith(mark)) === 0)
    }
    // What was killed while it made its namespace waits for ever, and is cleared away at the next start.
    await (await Sandbox.open(options)).close()

    expect(landed).toBeGreaterThan(0)
    expect(await processesWith(mark.slice(0, 18))).toBe(0)
  })
})
