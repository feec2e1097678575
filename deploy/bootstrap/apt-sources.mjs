// Reads apt's own source files, so that the private apt state asks the mirror that this machine already trusts.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Archive key rings that Debian and Ubuntu install. */
const KEYRINGS = {
  debian: '/usr/share/keyrings/debian-archive-keyring.gpg',
  ubuntu: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
}

const distributionOf = (uri) =>
  /\/ubuntu(-ports)?\/?$/.test(uri) ? 'ubuntu' : /\/debian\/?$/.test(uri) ? 'debian' : undefined

/** Sources of the distribution's main archive in a `.list` file: `deb [options] uri suite components…`. */
export const parseList = (text) =>
  text.split('\n').flatMap((line) => {
    const [, options, uri, suite, components] =
      /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? []
    const distribution = uri && distributionOf(uri)
    if (!distribution) return []
    const signedBy = /signed-by=(\S+)/.exec(options ?? '')?.[1] ?? KEYRINGS[distribution]
    return [{ uri, suites: [suite], components: components.split(/\s+/), signedBy, distribution }]
  })

/** The same in a `.sources` file: paragraphs of `Field: value`. */
export const parseSources = (text) =>
  text.split(/\n\s*\n/).flatMap((paragraph) => {
    const lines = paragraph.split('\n').filter((line) => !line.startsWith('#'))
    const pairs = lines.map((line) => /^([\w-]+):\s*(.*)$/.exec(line)).filter((match) => match !== null)
    const fields = Object.fromEntries(pairs.map(([, name, value]) => [name.toLowerCase(), value.trim()]))
    const uri = fields.uris?.split(/\s+/)[0]
    const distribution = uri && distributionOf(uri)
    if (!distribution || fields.enabled === 'no' || !fields.types?.split(/\s+/).includes('deb')) return []
    // NOTE: a key may stand in the file itself; the distribution's own key ring holds it too.
    const signedBy = fields['signed-by']?.startsWith('/') ? fields['signed-by'] : KEYRINGS[distribution]
    return [
      {
        uri,
        suites: (fields.suites ?? '').split(/\s+/),
        components: (fields.components ?? 'main').split(/\s+/),
        signedBy,
        distribution,
      },
    ]
  })

/** Sources of the system's own distribution, in the order of the files. */
export const systemSources = (folder = '/etc/apt') => {
  const parts = join(folder, 'sources.list.d')
  const files = [
    join(folder, 'sources.list'),
    ...(existsSync(parts)
      ? readdirSync(parts)
          .sort()
          .map((name) => join(parts, name))
      : []),
  ]
  const parserOf = (path) => (path.endsWith('.sources') ? parseSources : path.endsWith('.list') ? parseList : () => [])
  return files.filter((path) => existsSync(path)).flatMap((path) => parserOf(path)(readFileSync(path, 'utf8')))
}
