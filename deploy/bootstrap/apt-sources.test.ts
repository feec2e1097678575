import { describe, expect, it } from '@jest/globals'
import { parseList, parseSources } from './apt-sources.mjs'

const DEBIAN_KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg'

describe('parseSources', () => {
  it('finds the main archive of the distribution and leaves all else out', () => {
    const text = `# the mirror
Types: deb
# a snapshot
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: ${DEBIAN_KEYS}

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: https://deb.nodesource.com/node_20.x
Suites: nodistro
Components: main
`

    expect(parseSources(text)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main'],
        signedBy: DEBIAN_KEYS,
        distribution: 'debian',
      },
    ])
  })

  it('passes over what is switched off and what holds sources only', () => {
    const off = 'Types: deb\nURIs: http://a/debian\nSuites: sid\nEnabled: no\n'
    const sourceOnly = 'Types: deb-src\nURIs: http://a/debian\nSuites: sid\n'

    expect(parseSources(`${off}\n${sourceOnly}`)).toEqual([])
  })

  it('uses the installed key ring where a key stands in the file', () => {
    const text = 'Types: deb\nURIs: http://a/debian/\nSuites: trixie\nComponents: main\nSigned-By:\n -----BEGIN PGP\n'

    expect(parseSources(text)[0]?.signedBy).toBe(DEBIAN_KEYS)
  })
})

describe('parseList', () => {
  it('reads the one-line form, with options or without', () => {
    const text = `# deb http://off.example/debian sid main
deb http://deb.debian.org/debian bookworm main contrib
deb [arch=amd64 signed-by=/etc/keys/u.gpg] http://archive.ubuntu.com/ubuntu/ noble main universe
deb https://packages.cloud.google.com/apt cloud-sdk-bookworm main
`

    expect(parseList(text)).toEqual([
      {
        uri: 'http://deb.debian.org/debian',
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        signedBy: DEBIAN_KEYS,
        distribution: 'debian',
      },
      {
        uri: 'http://archive.ubuntu.com/ubuntu/',
        suites: ['noble'],
        components: ['main', 'universe'],
        signedBy: '/etc/keys/u.gpg',
        distribution: 'ubuntu',
      },
    ])
  })
})
