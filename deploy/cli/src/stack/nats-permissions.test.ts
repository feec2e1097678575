import { describe, expect, it } from '@jest/globals'
import { natsConfig } from './nats-config.js'
import { permissionsOf } from './nats-permissions.js'
import { SERVICES } from './services.js'

const others = SERVICES.filter((name) => name !== 'chronik')

/** Whether a NATS pattern covers a subject. */
const covers = (pattern: string, subject: string): boolean => {
  const words = subject.split('.')
  const parts = pattern.split('.')
  return (
    parts.every((part, index) => part === '>' || part === '*' || part === words[index]) &&
    (parts.at(-1) === '>' ? words.length >= parts.length : words.length === parts.length)
  )
}

const mayPublish = (service: (typeof SERVICES)[number], subject: string): boolean =>
  permissionsOf(service).publish.some((pattern) => covers(pattern, subject))

describe('permissionsOf', () => {
  it('lets chronik alone publish to the stream', () => {
    const subject = 'heimgewebe.risk.assessed.v1.07'

    expect(SERVICES.filter((name) => mayPublish(name, subject))).toEqual(['chronik'])
  })

  it('lets chronik alone make consumers and streams, since a consumer can publish anywhere', () => {
    for (const subject of ['$JS.API.CONSUMER.CREATE.HEIMGEWEBE.sichter', '$JS.API.STREAM.DELETE.HEIMGEWEBE'])
      expect(SERVICES.filter((name) => mayPublish(name, subject))).toEqual(['chronik'])
  })

  it('lets a service ask, read and acknowledge in its own name only', () => {
    for (const subject of [
      'chronik.append.sichter',
      '$JS.API.CONSUMER.MSG.NEXT.HEIMGEWEBE.sichter',
      '$JS.ACK.HEIMGEWEBE.sichter.1.2.3.4.5',
    ])
      expect(others.filter((name) => mayPublish(name, subject))).toEqual(['sichter'])
  })

  it('keeps the inbox of each service from the others', () => {
    for (const name of SERVICES)
      expect(
        SERVICES.filter((other) =>
          permissionsOf(other).subscribe.some((pattern) => covers(pattern, `_INBOX_${name}.x`)),
        ),
      ).toEqual([name])
  })

  it('lets chronik answer every service', () => {
    for (const name of SERVICES) expect(mayPublish('chronik', `_INBOX_${name}.abc.1`)).toBe(true)
  })
})

describe('natsConfig', () => {
  it('quotes a store folder with blanks and quotes', () => {
    const text = natsConfig({
      stack: 'test',
      host: '127.0.0.1',
      port: 4223,
      monitorPort: 8223,
      storeFolder: '/a b/"c"',
      storeGib: 2,
      keys: { wgx: 'UABC' },
    })

    expect(text).toContain('store_dir: "/a b/\\"c\\""')
    expect(text).toContain('{ nkey: UABC, permissions:')
    expect(text).toContain('max_file_store: 2GB')
  })
})
