import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { TokenBook, tokensFile } from '@heimgewebe/access'
import { Terminal } from '../output/terminal.js'
import { buildProgram } from '../program.js'

let home: string
let said = { out: '', err: '' }

const cli = (...args: string[]): Promise<number> => {
  said = { out: '', err: '' }
  const terminal = new Terminal(
    { write: (text) => (said.out += text) },
    { write: (text) => (said.err += text) },
    { NO_COLOR: '1' },
  )
  const program = buildProgram({ HEIMGEWEBE_HOME: home }, home, terminal, new AbortController().signal, () => undefined)
  return program(['token', ...args])
}

const find = async (token: string): ReturnType<TokenBook['find']> => {
  const book = new TokenBook({ owner: undefined, tokens: tokensFile(home) }, 'chronik', () => undefined)
  const found = await book.find(token, new Date())
  // NOTE: a use that is still being noted would make its folder anew while it is removed.
  await book.written()
  return found
}

beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'tokens ß '))))
afterAll(() => rm(home, { recursive: true }))
beforeEach(() => rm(join(home, 'access'), { recursive: true, force: true }))

describe('heimgewebe token', () => {
  it('shows a new token once, on stdout alone, and keeps only its digest, for its owner only', async () => {
    expect(await cli('make', 'ci', '--scope', 'append,read')).toBe(0)
    const token = said.out.trim()
    const file = tokensFile(home)

    expect(token).toMatch(/^hgw_[\w-]{43}$/)
    expect(said.err).not.toContain(token)
    expect(await readFile(file, 'utf8')).not.toContain(token.slice(4))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await find(token)).toEqual({ access: { name: 'ci', scopes: ['read', 'append'] } })
  })

  it('lists names, scopes, end and last use, and never the token or its digest', async () => {
    await cli('make', 'monitor', '--scope', 'intake', '--expires', '90d', '--json')
    const { token } = JSON.parse(said.out) as { token: string }
    const book = new TokenBook({ owner: undefined, tokens: tokensFile(home) }, 'chronik', () => undefined)
    await book.find(token, new Date('2026-05-04T10:59:00Z'))
    await book.written()
    await cli('list', '--json')
    const { tokens } = JSON.parse(said.out) as { tokens: Record<string, unknown>[] }

    expect(tokens).toHaveLength(1)
    expect(tokens[0]).toMatchObject({
      name: 'monitor',
      scopes: ['intake'],
      expired: false,
      last_used: '2026-05-04T10:00:00.000Z',
    })
    expect(Object.keys(tokens[0]!).sort()).toEqual(['created', 'expired', 'expires', 'last_used', 'name', 'scopes'])
  })

  it('revokes by name, and the same name may be made anew', async () => {
    await cli('make', 'ci', '--scope', 'append')
    const first = said.out.trim()
    expect(await cli('revoke', 'ci')).toBe(0)
    await cli('make', 'ci', '--scope', 'append')

    expect([await find(first), await find(said.out.trim())]).toMatchObject(['unknown', { access: { name: 'ci' } }])
  })

  it('loses none of many that are made at the same time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`)
    await Promise.all(names.map((name) => cli('make', name, '--scope', 'read')))
    await cli('list', '--json')

    expect((JSON.parse(said.out) as { tokens: { name: string }[] }).tokens.map(({ name }) => name).sort()).toEqual(
      names.sort(),
    )
  })

  it.each([
    [['make', 'owner', '--scope', 'read'], /no name for a token/],
    [['make', '../x', '--scope', 'read'], /no name for a token/],
    [['make', 'ci', '--scope', 'write'], /"write" is no scope/],
    [['make', 'ci', '--scope', 'read', '--expires', 'soon'], /no span of time/],
    [['revoke', 'nobody'], /there is no token nobody/],
  ])('refuses %j', async (args, reason) => {
    await expect(cli(...args)).rejects.toThrow(reason)
  })
})
