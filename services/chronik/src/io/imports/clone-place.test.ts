import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { clonePlace } from './clone-place.js'

describe('clonePlace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-place-'))
  const hosts = join(folder, 'hosts.json')
  const token = join(folder, 'token')
  beforeAll(() => {
    writeFileSync(token, 't/k@n', { mode: 0o600 })
    const host = { name: 'ours', kind: 'gitea', url: 'https://git.example.org', token_file: token }
    writeFileSync(hosts, JSON.stringify({ hosts: [host] }))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('reads what is at a configured host with its token, and shows it without', async () => {
    expect(await clonePlace('https://git.example.org/acme/shop.git', hosts)).toMatchObject({
      url: 'https://oauth2:t%2Fk%40n@git.example.org/acme/shop.git',
      display: 'https://git.example.org/acme/shop.git',
    })
  })

  it.each([
    'https://git.example.org.evil.example/acme/shop.git',
    'https://git.example.org:8443/acme/shop.git',
    'http://git.example.org/acme/shop.git',
    'ssh://git@git.example.org/acme/shop.git',
    '/srv/git.example.org/acme/shop.git',
  ])('takes no token to %s', async (place) => {
    expect((await clonePlace(place, hosts)).url).toBe(place)
  })

  it('needs no file of hosts', async () => {
    const place = 'https://git.example.org/acme/shop.git'

    expect((await clonePlace(place, join(folder, 'none'))).url).toBe(place)
  })
})
