import { describe, expect, it } from '@jest/globals'
import { neededPorts } from './preflight.js'
import { readSettings } from './settings.js'

const read = (source: NodeJS.ProcessEnv, stack: 'prod' | 'test' = 'prod') =>
  readSettings(source, stack, '/srv/my project')

describe('readSettings', () => {
  it('gives each stack ports and a home of its own', () => {
    const [prod, test] = [read({}), read({}, 'test')]
    const shared = neededPorts(prod).filter(({ port }) => neededPorts(test).some((other) => other.port === port))

    expect(shared).toEqual([])
    expect([prod.home, test.home]).toEqual(['/srv/my project/.heimgewebe', '/srv/my project/.heimgewebe/test'])
    expect([prod.ports.services.leitstand, test.ports.services.leitstand]).toEqual([8001, 9001])
    expect([prod.ports.postgres, test.ports.postgres]).toEqual([5432, 5433])
  })

  it('keeps settings of PROD out of TEST', () => {
    const source = {
      CHRONIK_PORT: '7010',
      HEIMGEWEBE_HOME: '/data',
      TEST_CHRONIK_PORT: '7110',
      TEST_SICHTER_DEPTH: '3',
      LANG: 'C',
    }

    expect(read(source).ports.services.chronik).toBe(7010)
    expect(read(source, 'test').ports.services.chronik).toBe(7110)
    expect(read(source, 'test').home).toBe('/srv/my project/.heimgewebe/test')
    expect(read(source, 'test').environment).toMatchObject({ SICHTER_DEPTH: '3', LANG: 'C' })
    expect(read(source).environment).not.toHaveProperty('TEST_SICHTER_DEPTH')
  })

  it('names the setting that is wrong, with the prefix of its stack', () => {
    expect(() => read({ CHRONIK_PORT: '80x' })).toThrow(
      /CHRONIK_PORT must be a whole number from 1 to 65535, not "80x"/,
    )
    expect(() => read({ TEST_HEIMGEWEBE_NATS_PORT: '70000' }, 'test')).toThrow(/TEST_HEIMGEWEBE_NATS_PORT/)
    expect(() => read({ HEIMGEWEBE_SERVICES: 'chronik,nobody' })).toThrow(/"nobody"/)
  })

  it('names the setting of every port', () => {
    expect(neededPorts(read({}, 'test')).map(({ setting }) => setting)).toEqual(
      expect.arrayContaining(['TEST_HEIMGEWEBE_POSTGRES_PORT', 'TEST_SICHTER_PORT', 'TEST_LEITSTAND_PORT']),
    )
  })
})
