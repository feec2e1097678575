import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { armFailpoint, failpoint } from './failpoint.js'

describe('a failpoint', () => {
  afterEach(() => armFailpoint({}))

  it('does nothing when no setting names it', () => {
    armFailpoint({ HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true', HEIMGEWEBE_FAILPOINT: 'log-before-commit' })

    expect(() => failpoint('log-after-commit')).not.toThrow()
  })

  it('is refused where nothing says that this process may be killed', () => {
    const armed = { HEIMGEWEBE_FAILPOINT: 'log-before-commit' }

    expect(() => armFailpoint(armed)).toThrow(/HEIMGEWEBE_FAILPOINTS_ALLOWED/)
    expect(() => failpoint('log-before-commit')).not.toThrow()
  })

  it.each(['no-such-place', 'log-before-commit:0', 'log-before-commit:x'])('is refused as %s', (setting) => {
    const armed = { HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true', HEIMGEWEBE_FAILPOINT: setting }

    expect(() => armFailpoint(armed)).toThrow(/names no failpoint/)
  })

  it('ends the process by SIGKILL the nth time that the place is passed, and lets nothing run after it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heimgewebe-failpoint-'))
    const entry = join(import.meta.dirname, 'failpoint.ts')
    const outfile = join(folder, 'failpoint.mjs')
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' })
    const program = `
      import { build } from 'esbuild'
import { armFailpoint, failpoint } from ${JSON.stringify(outfile)}
      armFailpoint({ HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true', HEIMGEWEBE_FAILPOINT: 'log-before-commit:3' })
      for (let i = 1; i < 5; i++) { (await import('node:fs')).writeSync(1, String(i)); failpoint('log-before-commit') }`
    const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    })
    await rm(folder, { recursive: true })

    expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: '123' })
  })
})
