import type { EventData } from '@heimgewebe/contracts'
import type { LinkDraft } from './links.js'
import { documentOf, fileOf } from './subjects.js'

type File = EventData['change.recorded.v1']['files'][number]

/** Files that people write to tell of the system. */
const DOCUMENT = /\.(?:adoc|asciidoc|md|mdx|org|rst)$/i

/** The documents among the files of a commit: where each stands, and which of them are gone. */
export const linkDocuments = (links: LinkDraft, repository: string, files: readonly File[]): void => {
  const stand = (path: string, state: string): void => {
    if (!DOCUMENT.test(path)) return
    const document = links.about('document', documentOf(repository, path), path, state)
    links.relate('written_in', document, links.named('file', fileOf(repository, path), path))
  }
  for (const { path, old_path: oldPath, status } of files) {
    stand(path, status === 'deleted' ? 'deleted' : '')
    if (status === 'renamed' && oldPath !== undefined) stand(oldPath, 'renamed')
  }
}
