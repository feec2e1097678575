// Histories to search in: real ones from files, and a made-up one.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The documents of a file of JSON lines. */
export const linesOf = async (file) =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
/** Who signed a commit off says nothing about what it does. */
export const withoutTrailers = (text) =>
  text
    .split('\n')
    .filter((line) => !/^(?:[A-Z][\w-]+-by|CC|Cc): /.test(line))
    .join('\n')

/** Entries of the search for the changes of a history, in the order of its log. */
export const entriesOf = (product, changes, repository) =>
  changes.map(({ sha, ct, subject, body, files }, at) => ({
    evidence: { position: at + 1, id: sha, at: ct * 1000 },
    part: product.describeChange({
      subject: `change/${repository}/${sha}`,
      data: {
        repository,
        title: subject,
        body: withoutTrailers(body ?? ''),
        files: files.map(({ p, o, h }) => ({ path: p, old_path: o, hunks: h })),
      },
    }),
  }))

/** Numbers from 0 to 1, the same for the same seed. */
export const randomFrom = (seed) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
/** Entries of made-up changes whose words are as unevenly used as those of a language. */
export const madeUp = (count) => {
  const random = randomFrom(5)
  const words = Array.from({ length: 30_000 }, (_, at) => `w${at.toString(36)}${(at * 7919).toString(36)}`)
  const word = () => words[Math.floor(words.length ** random()) - 1]
  const some = (most) => Array.from({ length: 3 + Math.floor(random() * most) }, word).join(' ')
  return Array.from({ length: count }, (_, at) => ({
    evidence: { position: at + 1, id: String(at), at: at * 60_000 },
    part: {
      subject: `change/made/${at}`,
      part: 'change',
      kind: 'change',
      repository: `made/${at % 7}`,
      title: some(8),
      body: some(40),
      names: some(12),
    },
  }))
}

/** Entries of real changes, over and over until there are enough, each time another subject. */
export const realOnes = async (product, data, count) => {
  const changes = []
  for (const repository of (await readdir(data)).sort())
    changes.push(...(await linesOf(join(data, repository, 'changes.jsonl')).catch(() => [])))
  const entries = entriesOf(product, changes, 'real')
  return Array.from({ length: count }, (_, at) => {
    const { evidence, part } = entries[at % entries.length]
    return { evidence: { ...evidence, position: at + 1 }, part: { ...part, subject: `${part.subject}/${at}` } }
  })
}
