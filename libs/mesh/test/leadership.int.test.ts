import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { MESH_CONFIG, type MeshConfig } from '../src/index.js'
import { Leadership } from '../src/transport/leadership.js'
import { Behaviour, countingModule } from './counting-service.js'

describe('the lead of a service', () => {
  let mesh: TestMesh
  let service: TestService
  let ended: AbortController
  beforeEach(async () => {
    ended = new AbortController()
    mesh = await TestMesh.start()
    service = await mesh.boot(countingModule(new Behaviour()))
  })
  afterEach(async () => {
    ended.abort()
    await mesh.stop()
  })

  it('is said to be with another instance only once that is known', async () => {
    const other = new Leadership(service.get<MeshConfig>(MESH_CONFIG))
    const leads = other.acquire(ended.signal)
    expect(other.standsBy).toBe(false)
    await eventually(() => other.standsBy)
    expect(other.leads).toBe(false)

    await service.stop()
    await leads
    expect({ leads: other.leads, standsBy: other.standsBy }).toEqual({ leads: true, standsBy: false })
    await other.release()
  })

  it('is not said to be with another instance where the database cannot be asked', async () => {
    const config = { ...service.get<MeshConfig>(MESH_CONFIG), databaseUrl: 'postgres://127.0.0.1:1/none' }
    const lost = new Leadership(config)
    await expect(lost.acquire(AbortSignal.timeout(300))).rejects.toThrow('aborted')
    expect({ leads: lost.leads, standsBy: lost.standsBy }).toEqual({ leads: false, standsBy: false })
  })
})
