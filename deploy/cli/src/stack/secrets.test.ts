import { describe, expect, it } from '@jest/globals'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureSecrets } from './secrets.js'

describe('ensureSecrets', () => {
  it('makes each once, for its owner only', async () => {
    const home = await mkdtemp(join(tmpdir(), 'secrets '))
    const [first, second] = [await ensureSecrets(home), await ensureSecrets(home)]
    const modes = await Promise.all(
      (await readdir(join(home, 'secrets'))).map(
        async (name) => (await stat(join(home, 'secrets', name))).mode & 0o777,
      ),
    )

    expect(second).toEqual(first)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    expect(new Set(Object.values(first.services).map(({ databasePassword }) => databasePassword)).size).toBe(
      Object.keys(first.services).length,
    )
    expect(Buffer.from(first.token, 'base64url').length).toBe(32)
    await rm(home, { recursive: true })
  })
})
