import { describe, expect, it } from '@jest/globals'
import { natsConfig } from './nats-config.js'

// What the permissions hold is asked of a real server: deploy/e2e/bus.int.test.ts.
describe('natsConfig', () => {
  const config = (keys: object): string =>
    natsConfig({
      stack: 'test',
      host: '127.0.0.1',
      port: 4223,
      monitorPort: 8223,
      storeFolder: '/a b/"c"',
      storeGib: 2,
      keys,
    })

  it('quotes a store folder with blanks and quotes', () => {
    expect(config({ chronik: 'UABC' })).toContain('store_dir: "/a b/\\"c\\""')
  })

  it('listens and is watched on the address it is given, and keeps no key but public ones', () => {
    const text = config({ chronik: 'UABC', wgx: 'UDEF' })

    expect(text).toContain('listen: "127.0.0.1:4223"')
    expect(text).toContain('http: "127.0.0.1:8223"')
    expect([...text.matchAll(/nkey: (\w+)/g)].map(([, key]) => key)).toEqual(['UABC', 'UDEF'])
  })
})
