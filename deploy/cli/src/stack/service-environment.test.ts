import { describe, expect, it } from '@jest/globals'
import type { Secrets } from './secrets.js'
import { serviceEnvironment } from './service-environment.js'
import { SERVICES } from './services.js'
import { readSettings } from './settings.js'

const secrets: Secrets = {
  tokenFile: '/home/token',
  token: 'the-token',
  webhookSecretFiles: {
    github: '/home/github-webhook',
    gitlab: '/home/gitlab-webhook',
    gitea: '/home/gitea-webhook',
    forgejo: '/home/forgejo-webhook',
  },
  adminPasswordFile: '/home/admin',
  adminPassword: 'admin-password',
  services: Object.fromEntries(
    SERVICES.map((name) => [
      name,
      {
        databasePassword: `p/${name}`,
        databasePasswordFile: `/home/postgres-${name}`,
        seedFile: `/home/${name}.nk`,
        publicKey: 'U',
      },
    ]),
  ) as Secrets['services'],
}

const environmentFor = (service: 'chronik' | 'sichter' | 'leitstand', source: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  serviceEnvironment(service, readSettings(source, 'prod', '/srv/project'), secrets)

describe('serviceEnvironment', () => {
  it('hands a service its own settings and the shared ones, and nothing else of the shell', () => {
    const source = {
      SICHTER_DEPTH: '3',
      CHRONIK_DEPTH: '4',
      OTEL_SERVICE: 'x',
      HEIMGEWEBE_LOG_LEVEL: 'debug',
      AWS_SECRET: 'no',
      PATH: '/bin',
    }
    const environment = environmentFor('sichter', source)

    expect(environment).toMatchObject({ SICHTER_DEPTH: '3', OTEL_SERVICE: 'x', HEIMGEWEBE_LOG_LEVEL: 'debug' })
    expect(environment).not.toHaveProperty('CHRONIK_DEPTH')
    expect(environment).not.toHaveProperty('AWS_SECRET')
  })

  it('decides where a service listens and what it reaches, whatever the shell says', () => {
    const environment = environmentFor('sichter', {
      SICHTER_DATABASE_URL: 'postgres://elsewhere',
      SICHTER_PORT: '7012',
    })

    expect(environment).toMatchObject({
      SICHTER_PORT: '7012',
      SICHTER_HOST: '127.0.0.1',
      SICHTER_DATABASE_URL: 'postgres://sichter@127.0.0.1:5432/heimgewebe',
      SICHTER_DATABASE_PASSWORD_FILE: '/home/postgres-sichter',
      SICHTER_NATS_SEED_FILE: '/home/sichter.nk',
    })
  })

  it('gives no service a password, nor the seed or admin secret of another', () => {
    const text = JSON.stringify(environmentFor('sichter', {}))

    for (const foreign of ['p%2F', 'p/', 'postgres-chronik', 'chronik.nk', 'admin-password', 'the-token'])
      expect(text).not.toContain(foreign)
  })

  it('hands the secrets of the hosts to chronik alone', () => {
    for (const host of ['github', 'gitlab', 'gitea', 'forgejo'])
      expect(environmentFor('chronik', {})[`CHRONIK_${host.toUpperCase()}_SECRET_FILE`]).toBe(`/home/${host}-webhook`)
    expect(JSON.stringify(environmentFor('sichter', {}))).not.toContain('-webhook')
  })

  it('tells leitstand where the others answer', () => {
    expect(environmentFor('leitstand', { CHRONIK_PORT: '7010' })['LEITSTAND_SERVICES']).toContain(
      'chronik=http://127.0.0.1:7010',
    )
  })
})
