import { describe, expect, it } from '@jest/globals'
import {
  holdsCredentials,
  identityOfFolder,
  identityOfUrl,
  mirrorNameOf,
  parseLocation,
  withoutCredentials,
} from './location.js'

describe('parseLocation', () => {
  it.each([
    ['/srv/my repo/', { url: '/srv/my repo', display: '/srv/my repo', protocol: 'file', path: '/srv/my repo' }],
    ['file:///srv/gr%C3%B6%C3%9Fe', { url: '/srv/größe', display: '/srv/größe', protocol: 'file', path: '/srv/größe' }],
    ['https://example.org/a/b.git', { url: 'https://example.org/a/b.git', protocol: 'https' }],
    ['https://me:secret@example.org/a/b', { display: 'https://example.org/a/b', protocol: 'https' }],
    ['git@example.org:a/b.git', { protocol: 'ssh' }],
  ])('reads %s', (text, expected) => {
    expect(parseLocation(text)).toMatchObject(expected)
  })

  it.each([
    '',
    'relative/path',
    '-u/x',
    '--upload-pack=x',
    'ext::sh -c x',
    '/a\nb',
    '/a\0b',
    'fd::3',
    'javascript://x',
  ])('refuses %j', (text) => {
    expect(() => parseLocation(text)).toThrow(expect.objectContaining({ code: 'refused' }))
  })

  it('repeats no password in a refusal', () => {
    expect(() => parseLocation('gopher://me:secret@example.org/x')).not.toThrow('secret')
  })
})

describe('a place without its credentials', () => {
  it.each([
    ['https://me:s3cret@example.org/a/b.git', 'https://example.org/a/b.git'],
    ['https://s3cret@example.org/a/b.git', 'https://example.org/a/b.git'],
    ['https://me:p@s3cret@example.org/a/b', 'https://example.org/a/b'],
    ['https://me:p/s3cret@example.org/a/b', 'https://example.org/a/b'],
    ['https://me:p\\s3cret@example.org/a/b', 'https://example.org/a/b'],
    ['https://example.org/a/b.git?private_token=s3cret', 'https://example.org/a/b.git'],
    ['https://example.org/a/b.git#s3cret', 'https://example.org/a/b.git'],
    ['ssh://git:s3cret@example.org/a/b', 'ssh://git@example.org/a/b'],
    ['me:s3cret@example.org:a/b', 'example.org:a/b'],
    ['gopher://me:s3cret@example.org/x', 'gopher://example.org/x'],
  ])('of %s is %s', (place, plain) => {
    expect(withoutCredentials(place)).toBe(plain)
    expect(holdsCredentials(place)).toBe(true)
  })

  it.each([
    'https://example.org/@team/b.git',
    'https://Example.org:443/a/b',
    'ssh://git@example.org:2222/a/b',
    'git@example.org:a/b.git',
    '/srv/ada@home/b?c#d',
  ])('is %s itself', (place) => {
    expect(withoutCredentials(place)).toBe(place)
    expect(holdsCredentials(place)).toBe(false)
  })

  it.each(['https://me:p/s3cret@example.org/a', 'me:s3cret@example.org', '-u https://me:s3cret@example.org'])(
    'is what a refusal repeats of %s',
    (place) => {
      expect(() => parseLocation(place)).toThrow(expect.objectContaining({ code: 'refused' }))
      expect(() => parseLocation(place)).not.toThrow('s3cret')
    },
  )

  it('is read by git as it was understood here', () => {
    expect(parseLocation('https://example.org\\@127.0.0.1/a').url).toBe('https://example.org/@127.0.0.1/a')
  })
})

describe('the identity of a repository', () => {
  it.each([
    ['https://github.com/acme/shop.git', 'acme/shop'],
    ['https://me:secret@github.com/acme/shop', 'acme/shop'],
    ['git@github.com:acme/shop.git', 'acme/shop'],
    ['ssh://git@example.org:2222/group/sub/shop.git/', 'group/sub/shop'],
    ['/srv/git/shop.git', undefined],
    ['file:///srv/git/shop.git', undefined],
    ['https://example.org/', undefined],
  ])('of %s is %s', (url, identity) => {
    expect(identityOfUrl(url)).toBe(identity)
  })

  it('is that of its folder without a host', () => {
    expect(identityOfFolder('/home/me/My Shop')).toBe('local/My Shop')
    expect(identityOfFolder('/srv/shop.git')).toBe('local/shop')
    expect(identityOfFolder('/home/me/shop/.git')).toBe('local/shop')
  })

  it('gives a folder name that is safe and unique', () => {
    const names = ['acme/shop', 'Acme/shop', 'acme_shop', '../../etc', '.hidden', 'ü/ß'].map(mirrorNameOf)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.git$/)
  })
})
