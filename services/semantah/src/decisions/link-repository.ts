import type { MeshEvent } from '@heimgewebe/contracts'
import { findMentions } from './find-mentions.js'
import { LinkDraft, type Links } from './links.js'
import { relateMention } from './relate-mention.js'
import { areaOf, commitOf, personOf, repositoryOf } from './subjects.js'

/** A repository that is known from now on. */
export const linkRepository = ({ data }: MeshEvent<'repository.registered.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  links.about('repository', repositoryOf(data.repository), data.repository)
  return links
}

/** `owner/name:area`: an area of another repository that uses this one. */
const OTHER_REPOSITORY = /^([\w.-]+\/[\w.-]+):(.+)$/

/** The areas that a repository names, and which of them use which. */
export const linkAreas = ({ data }: MeshEvent<'configuration.recorded.v1'>): Links => {
  const { repository } = data
  const links = new LinkDraft(repository)
  const home = links.named('repository', repositoryOf(repository), repository)
  for (const { name, used_by: users, critical } of data.areas) {
    const area = links.about('area', areaOf(repository, name), name, critical ? 'critical' : '')
    links.relate('in_repository', area, home)
    links.replace(area, 'used_by')
    for (const user of users ?? []) {
      const [, elsewhere, other] = OTHER_REPOSITORY.exec(user) ?? []
      const owner = elsewhere ?? repository
      links.relate('used_by', area, links.named('area', areaOf(owner, other ?? user), other ?? user, owner))
    }
  }
  return links
}

/** A release and the commit that it was made of. */
export const linkRelease = ({ subject, data }: MeshEvent<'release.published.v1'>): Links => {
  const { repository } = data
  const links = new LinkDraft(repository)
  const release = links.about('release', subject, data.title || data.tag, 'published')
  links.relate('in_repository', release, links.named('repository', repositoryOf(repository), repository))
  if (data.sha !== undefined)
    links.relate('released_in', links.named('commit', commitOf(repository, data.sha)), release)
  return links
}

/** An issue, its author, and the other issues that it names. */
export const linkIssue = ({ subject, data }: MeshEvent<'issue.opened.v1'>): Links => {
  const { repository, author } = data
  const links = new LinkDraft(repository)
  const issue = links.about('issue', subject, data.title, 'open')
  if (author) links.relate('authored', links.named('person', personOf(author), author.name), issue)
  for (const mention of findMentions(`${data.title}\n${data.body ?? ''}`, repository))
    relateMention(links, issue, mention)
  return links
}

/** An issue that was closed. */
export const linkIssueClosure = ({ subject, data }: MeshEvent<'issue.closed.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  links.about('issue', subject, data.title ?? '', 'closed')
  return links
}
