import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readHosts } from '@heimgewebe/hosts'
import { Terminal } from '../output/terminal.js'
import { buildProgram } from '../program.js'
import { readSettings } from '../stack/settings.js'
import { hostAdd } from './host.js'

let home: string
let said = { out: '', err: '' }

const terminal = () => {
  said = { out: '', err: '' }
  const [out, err] = [
    { write: (text: string) => (said.out += text) },
    { write: (text: string) => (said.err += text) },
  ] as const
  return new Terminal(out, err, { NO_COLOR: '1' })
}
const cli = (...args: string[]): Promise<number> =>
  buildProgram(
    { HEIMGEWEBE_HOME: home },
    home,
    terminal(),
    new AbortController().signal,
    () => undefined,
  )(['host', ...args])

const hosts = async () => readHosts(await readFile(join(home, 'hosts.json'), 'utf8'))

const AT = ['--kind', 'forgejo', '--url', 'https://git.example.org']

beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'hosts ß '))))
afterAll(() => rm(home, { recursive: true }))
beforeEach(() => rm(join(home, 'hosts.json'), { force: true }))

describe('heimgewebe host', () => {
  it('copies a token from a file into one of its owner only, and never shows it', async () => {
    await writeFile(join(home, 'given'), 'token-of-a-host\n')
    expect(await cli('add', 'ours', ...AT, '--token-file', join(home, 'given'), '--every', '60')).toBe(0)
    const [host] = await hosts()

    expect(host).toMatchObject({ name: 'ours', kind: 'forgejo', url: 'https://git.example.org', poll_seconds: 60 })
    expect(await readFile(host!.token_file!, 'utf8')).toBe('token-of-a-host\n')
    expect((await stat(host!.token_file!)).mode & 0o777).toBe(0o600)
    expect(await readFile(join(home, 'hosts.json'), 'utf8')).not.toContain('token-of-a-host')
    expect(said.out + said.err).not.toContain('token-of-a-host')
  })

  it('takes a token on stdin', async () => {
    const settings = readSettings({ HEIMGEWEBE_HOME: home }, 'prod', home)
    const context = { terminal: terminal(), settings, json: false, interrupted: new AbortController().signal }
    const options = { kind: 'github', url: 'https://github.com', tokenStdin: true }
    await hostAdd({ ...context, onSecondInterrupt: () => undefined }, 'hub', options, Readable.from(['ghp_1\n']))

    expect(await readFile((await hosts())[0]!.token_file!, 'utf8')).toBe('ghp_1\n')
  })

  it('lists what a host of each kind can, and which are polled', async () => {
    await cli('add', 'ours', ...AT)
    await cli('add', 'folders', '--kind', 'gitlocal', '--url', '/srv/git')
    expect(await cli('list', '--json')).toBe(0)
    const { hosts: listed } = JSON.parse(said.out) as { hosts: Record<string, unknown>[] }

    expect(listed.map(({ name, polled, token }) => [name, polled, token])).toEqual([
      ['ours', 'yes', false],
      ['folders', 'no', false],
    ])
    expect(listed[0]!['capabilities']).toContain('ci_runs')
    expect(listed[1]!['capabilities']).not.toContain('webhooks')
    expect(await cli('list')).toBe(0)
    expect(said.out).toContain('https://git.example.org')
  })

  it('removes a host with the copy of its token', async () => {
    await writeFile(join(home, 'given'), 'token-of-a-host')
    await cli('add', 'ours', ...AT, '--token-file', join(home, 'given'))
    const [host] = await hosts()
    expect(await cli('remove', 'ours')).toBe(0)

    expect(await hosts()).toEqual([])
    await expect(stat(host!.token_file!)).rejects.toThrow('ENOENT')
    await expect(stat(join(home, 'given'))).resolves.toBeDefined()
  })

  it('lets the mesh write what is named and nothing else, with a token of its own', async () => {
    await writeFile(join(home, 'given'), 'token-that-writes')
    await cli('add', 'ours', ...AT, '--acts', 'status, comment', '--acts-token-file', join(home, 'given'))
    const [host] = await hosts()
    expect(host).toMatchObject({ acts: ['status', 'comment'] })
    expect(host!.token_file).toBeUndefined()
    expect((await stat(host!.acts_token_file!)).mode & 0o777).toBe(0o600)
    await cli('list')
    expect(said.out).toContain('status, comment')

    await cli('allow', 'ours')
    expect(await hosts()).toMatchObject([{ acts: [] }])
    await cli('allow', 'ours', 'issue')
    expect(await hosts()).toMatchObject([{ acts: ['issue'] }])
    await cli('remove', 'ours')
    await expect(stat(host!.acts_token_file!)).rejects.toThrow('ENOENT')
  })

  it.each([
    ['an act that there is not', ['add', 'x', ...AT, '--acts', 'comment,merge'], 'acts'],
    ['a host that is not there for an act', ['allow', 'nobody', 'comment'], 'no host nobody'],
    ['a kind that is not known', ['add', 'x', '--kind', 'sourceforge', '--url', 'https://a.example'], 'kind'],
    ['an address that is none', ['add', 'x', '--kind', 'github', '--url', 'a b'], 'url'],
    ['a name that could be a path', ['add', '../x', ...AT], 'name'],
    ['a token file that is not there', ['add', 'x', ...AT, '--token-file', '/nonexistent/token'], 'cannot be read'],
    ['a host that is not there', ['remove', 'nobody'], 'no host nobody'],
  ])('refuses %s', async (_, args, words) => {
    await expect(cli(...args)).rejects.toThrow(words)
  })
})
