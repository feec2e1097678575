import type { MeshEvent } from '@heimgewebe/contracts'
import { linkDocuments } from './link-documents.js'
import { linkFiles, type KnownAreas } from './link-files.js'
import { linkSymbols, type TouchedSymbols } from './link-symbols.js'
import { LinkDraft, type Links } from './links.js'
import { commitOf, issueOf, personOf, pullRequestOf, repositoryOf } from './subjects.js'

/** A number in a title belongs to the pull request by habit of the hosts, not by rule. */
const NUMBER_IN_TITLE = 0.9
const NAMED_IN_TEXT = 0.8

/** A copy, as of a fork, begins with the same commit. */
const SAME_FIRST_COMMIT = 0.8

/** What is known when a commit is linked. */
export interface KnownOfChange extends KnownAreas {
  /** For a first commit: another repository that began with it before, which this one then continues. */
  readonly origin?: string
  readonly touched?: TouchedSymbols
}

/** A commit: its author, files and areas, and what its message says that it fixes, reverts, names and belongs to. */
export const linkChange = ({ data }: MeshEvent<'change.recorded.v1'>, known: KnownOfChange): Links => {
  const { repository, number } = data
  const links = new LinkDraft(repository)
  const commit = links.about('commit', data.change, data.title)
  links.relate('authored', links.named('person', personOf(data.author), data.author.name), commit)
  linkFiles(links, repository, commit, data.files, known)
  linkDocuments(links, repository, data.files)
  linkSymbols(links, repository, commit, data.files, known.touched)
  if (known.origin !== undefined && known.origin !== repository)
    links.relate(
      'continues',
      links.named('repository', repositoryOf(repository), repository),
      links.named('repository', repositoryOf(known.origin), known.origin, known.origin),
      SAME_FIRST_COMMIT,
    )
  if (number !== undefined)
    links.relate('part_of', commit, links.named('change', pullRequestOf(repository, number)), NUMBER_IN_TITLE)
  for (const sha of data.fixes ?? []) links.relate('fixes', commit, links.named('commit', commitOf(repository, sha)))
  for (const sha of data.reverts ?? [])
    links.relate('reverts', commit, links.named('commit', commitOf(repository, sha)))
  for (const issue of data.issues ?? [])
    if (issue !== number)
      links.relate('mentions', commit, links.named('issue', issueOf(repository, issue)), NAMED_IN_TEXT)
  return links
}
