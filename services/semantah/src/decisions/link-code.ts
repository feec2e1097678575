import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { fileOf, functionOf } from './subjects.js'

type File = EventData['code.indexed.v1']['files'][number]

const TYPES = { import: 'imports', call: 'calls', inherit: 'inherits' } as const

/** Code as it was read: what each file defines and depends on replaces what was known of that file. */
export const linkCode = ({ data }: MeshEvent<'code.indexed.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  for (const file of data.files) linkFile(links, data.repository, file)
  for (const path of data.removed ?? []) {
    const gone = links.named('file', fileOf(data.repository, path), path)
    links.replace(gone, 'contains')
    links.replace(gone, 'imports')
    links.replace(gone, 'calls')
  }
  return links
}

const linkFile = (links: LinkDraft, repository: string, { links: dependencies, path, symbols }: File): void => {
  const file = links.named('file', fileOf(repository, path), path)
  for (const type of ['contains', 'imports', 'calls'] as const) links.replace(file, type)
  for (const { kind, name } of symbols) {
    const symbol = links.about('function', functionOf(repository, path, name), name, kind)
    links.relate('contains', file, symbol)
    links.replace(symbol, 'calls')
    links.replace(symbol, 'inherits')
  }
  for (const { confidence, from, kind, name, path: other } of dependencies) {
    const source = from === undefined ? file : links.named('function', functionOf(repository, path, from), from)
    const target =
      name === undefined
        ? links.named('file', fileOf(repository, other), other)
        : links.named('function', functionOf(repository, other, name), name)
    links.relate(TYPES[kind], source, target, confidence)
  }
}
