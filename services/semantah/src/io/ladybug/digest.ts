import { createHash } from 'node:crypto'
import { READS } from './queries.js'
import type { LadybugStore, Row } from './store.js'

/** Numbers or positions read at a time: sorting or holding all would ask for more memory than the store may use. */
const PAGE = 10_000
// NOTE: the numbers of the nodes are left out: they depend on the order in which a late event came.
const NODE_FIELDS = 'id kind title state repository at'.split(' ')
const RELATION_FIELDS = 'from type to at until confidence position n added deleted'.split(' ')

/** A digest over all nodes and relations that does not depend on their order: the sum of the digests of each. */
export const digestOf = async (store: LadybugStore): Promise<string> => {
  const sum = new Uint32Array(8)
  const [place] = await store.read(READS.place)
  for (let after = 0; after < Number(place!['keys']); after += PAGE)
    for (const row of await store.read(READS.nodesFrom, { after, to: after + PAGE })) add(sum, NODE_FIELDS, row)
  for (let after = 0; after < Number(place!['position']); after += PAGE)
    for (const row of await store.read(READS.relationsFrom, { after, to: after + PAGE })) add(sum, RELATION_FIELDS, row)
  return Buffer.from(sum.buffer).toString('hex')
}

const add = (sum: Uint32Array, fields: readonly string[], row: Row): void => {
  const hash = createHash('sha256')
    .update(JSON.stringify(fields.map((field) => row[field])))
    .digest()
  for (let word = 0; word < sum.length; word++) sum[word] = sum[word]! + hash.readUInt32LE(word * 4)
}
