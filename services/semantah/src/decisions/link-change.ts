import type { MeshEvent } from '@heimgewebe/contracts'
import { linkFiles, type KnownAreas } from './link-files.js'
import { LinkDraft, type Links } from './links.js'
import { commitOf, issueOf, personOf, pullRequestOf } from './subjects.js'

/** A number in a title belongs to the pull request by habit of the hosts, not by rule. */
const NUMBER_IN_TITLE = 0.9
const NAMED_IN_TEXT = 0.8

/** A commit: its author, files and areas, and what its message says that it fixes, reverts, names and belongs to. */
export const linkChange = ({ data }: MeshEvent<'change.recorded.v1'>, known: KnownAreas): Links => {
  const { repository, number } = data
  const links = new LinkDraft(repository)
  const commit = links.about('commit', data.change, data.title)
  links.relate('authored', links.named('person', personOf(data.author), data.author.name), commit)
  linkFiles(links, repository, commit, data.files, known)
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
