import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Terminal } from '../output/terminal.js'
import { buildProgram } from '../program.js'

const PROJECT = join(import.meta.dirname, '../../../..')
let home: string
let said = ''

const cli = (...args: string[]): Promise<number> => {
  said = ''
  const out = { write: (text: string) => (said += text) }
  const terminal = new Terminal(out, out, { NO_COLOR: '1' })
  const source = { HEIMGEWEBE_HOME: home }
  return buildProgram(source, PROJECT, terminal, new AbortController().signal, () => undefined)(args)
}

beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'agents ß '))))
afterAll(() => rm(home, { recursive: true }))

describe('heimgewebe agents', () => {
  it('offers the two examples, and finds them fine', async () => {
    expect(await cli('agents', 'catalogue')).toBe(0)
    expect(said).toBe('performance-watcher@1.0.0\nsecurity-scanner@1.0.0\n')
    expect(await cli('agents', 'check', join(PROJECT, 'deploy/agents/security-scanner-1.0.0.yaml'))).toBe(0)
    expect(said).toContain('is fine: security-scanner')
  })

  it('says each problem of a file with line and column, and that the usage was wrong', async () => {
    const file = join(home, 'broken.yaml')
    await writeFile(
      file,
      'agents:\n  - name: a\n    trigger: {event_type: pr.opend}\n    actions: [bandit]\n    colour: red\n',
    )

    await expect(cli('agents', 'check', file)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /broken\.yaml:5:5: there is no field "colour".*\n.*broken\.yaml:3:15: "pr\.opend"/,
      ),
    })
  })

  it.each([
    ['set-level', '4', '--reason', 'x'],
    ['set-level', '3'],
    ['policy', 'what-now'],
    ['agents', 'install'],
  ])('refuses %s %s as wrong usage', async (...args) => {
    expect(await cli(...args)).toBe(2)
  })
})
