import { afterAll, describe, expect, it } from '@jest/globals'
import { QdrantClient } from '@qdrant/js-client-rest'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { QdrantVectors } from '../src/io/search/qdrant-vectors.js'
import { vectorCompliance } from './vector-compliance.js'

const IMAGE = 'qdrant/qdrant:v1.19.0'
let container: StartedTestContainer | undefined
let missing = ''

/** QDRANT_TEST_URL, else a container, else nothing: then whoever reads the summary must see it. */
const findServer = async (): Promise<string | undefined> => {
  const given = process.env['QDRANT_TEST_URL']
  if (given) return given
  try {
    container = await new GenericContainer(IMAGE).withExposedPorts(6333).start()
    return `http://${container.getHost()}:${container.getMappedPort(6333)}`
  } catch (error) {
    missing = `neither QDRANT_TEST_URL nor a container runtime: ${String(error).split('\n', 1)[0]}`
    process.stderr.write(`\n*** VECTORS WERE NOT TESTED ON QDRANT: ${missing} ***\n\n`)
    return undefined
  }
}
const url = await findServer()
afterAll(() => container?.stop())

const there = url === undefined ? describe.skip : describe
let round = 0

there('vectors in Qdrant', () => {
  vectorCompliance(async () => {
    const prefix = `test-${process.pid}-${round++}`
    const close = async (): Promise<void> => {
      const client = new QdrantClient({ url: url!, checkCompatibility: false })
      for (const { name } of (await client.getCollections()).collections)
        if (name.startsWith(prefix)) await client.deleteCollection(name)
    }
    return { store: new QdrantVectors({ url: url!, timeoutMs: 10_000, prefix }), close }
  })
})

describe('a Qdrant that is not there', () => {
  it('is named in the error', async () => {
    const store = new QdrantVectors({ url: 'http://127.0.0.1:1', timeoutMs: 1000 })
    await expect(store.check()).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(':1') })
  })
})
