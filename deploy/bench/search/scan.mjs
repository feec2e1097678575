// Which way of comparing a question with many vectors is fastest.
import { DatabaseSync } from 'node:sqlite'
import { randomFrom } from './histories.mjs'
import { timed } from './speed.mjs'

/** Ways to compare a question with many vectors, side by side. */
export const measureScan = async (product, count) => {
  const random = randomFrom(3)
  const dimension = 512
  const vectors = Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: dimension }, () => random() + random() - 1)
    const length = Math.hypot(...vector)
    return vector.map((one) => one / length)
  })
  const table = new product.VectorTable(dimension)
  vectors.forEach((vector, at) => table.put({ subject: `p/${at}`, kind: 'change', repository: '', at, vector }))
  const asked = (at) => vectors[(at * 7919) % count]
  const exact = (question) => {
    const scores = vectors.map((vector, at) => {
      let sum = 0
      for (let place = 0; place < dimension; place++) sum += vector[place] * question[place]
      return { subject: `p/${at}`, score: sum }
    })
    return scores.sort((one, other) => other.score - one.score).slice(0, 10)
  }
  const rows = [
    {
      way: 'signs, then bytes of the best (the product)',
      vectors: count,
      ...(await timed(50, (at) => table.near(asked(at), {}, 200))),
    },
  ]
  rows.push({ way: 'float32 in JavaScript', vectors: count, ...(await timed(10, (at) => exact(asked(at)))) })
  let same = 0
  for (let at = 0; at < 10; at++) {
    // A question that is no document, as real ones are.
    const question = asked(at).map((one, place) => one + asked(at + 1)[place] + asked(at + 2)[place] * 0.5)
    const found = new Set(table.near(question, {}, 10).map(({ subject }) => subject))
    same += exact(question).filter(({ subject }) => found.has(subject)).length
  }
  rows.push({ way: `of the ten nearest, the product finds ${same} %`, vectors: count })
  const { load } = await import('sqlite-vec')
  const db = new DatabaseSync(':memory:', { allowExtension: true })
  load(db)
  const bytesOf = {
    float: (vector) => vector,
    int8: (vector) => Int8Array.from(vector, (one) => Math.round(one * 127 * 8)),
  }
  for (const type of ['float', 'int8']) {
    const blob = (vector) => new Uint8Array(bytesOf[type](vector).buffer)
    const value = type === 'int8' ? 'vec_int8(?)' : '?'
    db.exec(`create virtual table ${type}_vectors using vec0(e ${type}[${dimension}] distance_metric=cosine); begin`)
    const insert = db.prepare(`insert into ${type}_vectors (rowid, e) values (?, ${value})`)
    vectors.forEach((vector, at) => insert.run(BigInt(at + 1), blob(vector)))
    db.exec('commit')
    const near = db.prepare(`select rowid from ${type}_vectors where e match ${value} and k = 200`)
    rows.push({ way: `sqlite-vec, ${type}`, vectors: count, ...(await timed(10, (at) => near.all(blob(asked(at))))) })
  }
  db.close()
  return rows
}
