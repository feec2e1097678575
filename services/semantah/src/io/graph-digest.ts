import { createHash } from 'node:crypto'
import type { GraphStore } from './graph-store.js'

/** Numbers or positions read at a time: sorting or holding all would ask for more memory than the store may use. */
const PAGE = 10_000

/** A digest over all nodes and relations that does not depend on their order: the sum of the digests of each. */
export const digestOf = async (store: GraphStore): Promise<string> => {
  const sum = new Uint32Array(8)
  const { keys, position } = await store.place()
  // NOTE: the numbers of the nodes are left out: they mean nothing outside their store.
  for (let after = 0; after < keys; after += PAGE)
    for (const { id, kind, title, state, repository, at, position: first, history } of await store.nodesBetween(
      after,
      after + PAGE,
    ))
      add(sum, [id, kind, title, state, repository, at, first, history])
  for (let after = 0; after < position; after += PAGE)
    for (const row of await store.relationsBetween(after, after + PAGE)) {
      const { from, type, to, at, until, ended, confidence, position: place, n, added, deleted } = row
      add(sum, [from, type, to, at, until, ended, confidence, place, n, added, deleted])
    }
  return Buffer.from(sum.buffer).toString('hex')
}

const add = (sum: Uint32Array, fields: readonly (string | number)[]): void => {
  const hash = createHash('sha256').update(JSON.stringify(fields)).digest()
  for (let word = 0; word < sum.length; word++) sum[word] = sum[word]! + hash.readUInt32LE(word * 4)
}
