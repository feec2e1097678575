// 200 questions about the log of events.mjs, of every kind, now and at past moments.
import { randomFrom } from './events.mjs'

/** Answers as texts, in order. `ids` are ids of nodes that are there, by kind. */
export const answersOf = async (product, graph, ids, events) => {
  const random = randomFrom(11)
  const pick = (kind) => ids[kind][Math.floor(random() * ids[kind].length)]
  const answers = []
  for (let n = 0; n < 20; n++) {
    const moment = n % 2 === 0 ? {} : { moment: { axis: 'position', at: Math.floor(random() * events) } }
    const ask = (question, query) => graph.ask((reader) => question(reader, { limit: 20, ...query, ...moment }))
    const asked = [
      () => graph.neighbours({ node: pick('file'), depth: 1, limit: 50, ...moment }),
      () => graph.neighbours({ node: pick('commit'), depth: 2, limit: 100, ...moment }),
      () => graph.path({ from: pick('commit'), to: pick('incident'), max: 4, ...moment }),
      () => graph.related(pick('commit'), 20, moment.moment),
      () => graph.relation(`${1 + Math.floor(random() * events)}-0`, moment.moment),
      () => ask(product.findFileHistory, { file: pick('file') }),
      () => ask(product.findCoChanges, { file: pick('file') }),
      () => ask(product.findOwners, { about: pick('file') }),
      () => ask(product.findHotspots, { repository: 'acme/shop', since: 0 }),
      () => ask(product.findAffected, { change: pick('commit') }),
    ]
    for (const one of asked) answers.push(JSON.stringify((await one()) ?? null))
  }
  return answers
}
