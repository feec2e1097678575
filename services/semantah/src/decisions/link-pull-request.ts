import type { MeshEvent } from '@heimgewebe/contracts'
import { findMentions } from './find-mentions.js'
import { linkFiles, type KnownAreas } from './link-files.js'
import { linkSymbols, type TouchedSymbols } from './link-symbols.js'
import { LinkDraft, type Links } from './links.js'
import { relateMention } from './relate-mention.js'
import { commitOf, personOf } from './subjects.js'

/** A proposed change as it is now: author, commits, the issues that its text names; its files replace those before. */
export const linkPullRequest = (
  { subject, data }: MeshEvent<'pr.opened.v1'> | MeshEvent<'pr.updated.v1'>,
  known: KnownAreas & { readonly touched?: TouchedSymbols },
): Links => {
  const { repository } = data
  const links = new LinkDraft(repository)
  const change = links.about('change', subject, data.title, data.draft ? 'draft' : 'open')
  links.relate('authored', links.named('person', personOf(data.author), data.author.name), change)
  for (const sha of data.commits ?? [])
    links.relate('part_of', links.named('commit', commitOf(repository, sha)), change)
  for (const mention of findMentions(`${data.title}\n${data.body ?? ''}`, repository))
    relateMention(links, change, mention)
  if (!data.files_known) return links
  links.replace(change, 'touches')
  links.replace(change, 'alters')
  linkFiles(links, repository, change, data.files, known)
  linkSymbols(links, repository, change, data.files, known.touched)
  return links
}

/** A merge: who did it, and the commits that came of it. */
export const linkMerge = ({ subject, data }: MeshEvent<'pr.merged.v1'>): Links => {
  const { repository } = data
  const links = new LinkDraft(repository)
  const change = links.about('change', subject, data.title, 'merged')
  if (data.author) links.relate('authored', links.named('person', personOf(data.author), data.author.name), change)
  if (data.merged_by)
    links.relate('merged', links.named('person', personOf(data.merged_by), data.merged_by.name), change)
  const commits = new Set([...(data.commits ?? []), ...(data.merge_sha === undefined ? [] : [data.merge_sha])])
  for (const sha of commits) links.relate('part_of', links.named('commit', commitOf(repository, sha)), change)
  return links
}

/** A change that was given up. */
export const linkClosure = ({ subject, data }: MeshEvent<'pr.closed.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  links.about('change', subject, data.title ?? '', 'closed')
  return links
}

/** A review. */
export const linkReview = ({ subject, data }: MeshEvent<'pr.reviewed.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  const reviewer = links.named('person', personOf(data.reviewer), data.reviewer.name)
  links.relate('reviewed', reviewer, links.named('change', subject))
  return links
}

/** A comment: the issues that it names belong to what it is about. */
export const linkComment = ({ data }: MeshEvent<'comment.created.v1'>): Links => {
  const { repository, about } = data
  const links = new LinkDraft(repository)
  const kind = about.startsWith('issue/') ? 'issue' : about.startsWith('change/') ? 'commit' : 'change'
  const thing = links.named(kind, about)
  for (const mention of findMentions(data.text, repository)) relateMention(links, thing, mention, IN_A_COMMENT)
  return links
}

/** A comment closes nothing: whatever it names, it only names. */
const IN_A_COMMENT = 0.75
