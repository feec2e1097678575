import { type AnyDraft, draft } from '@heimgewebe/contracts'
import { type Fields, person, present, sha } from './payload-fields.js'
import { clean } from './storable-text.js'

const MAX_TITLE = 1000
const MAX_BODY = 16_000

/** Comments, issues and releases. */
export const talkEvents = {
  commented(payload: Fields): AnyDraft[] {
    if (payload.text('action') !== 'created') return []
    const repository = payload.at('repository').text('full_name') ?? ''
    const comment = payload.at('comment')
    const createdAt = comment.time('created_at') ?? ''
    return [
      draft('comment.created.v1', {
        subject: aboutOf(payload, repository),
        time: createdAt,
        actor: `person/${person(comment.at('user')).name}`,
        data: {
          repository,
          about: aboutOf(payload, repository),
          author: person(comment.at('user')),
          text: clean(comment.text('body') ?? '', MAX_BODY),
          created_at: createdAt,
          ...present({ url: comment.text('html_url') }),
        },
      }),
    ]
  },

  issue(payload: Fields): AnyDraft[] {
    const repository = payload.at('repository').text('full_name') ?? ''
    const issue = payload.at('issue')
    const number = issue.number('number') ?? 0
    const about = { repository, number, title: clean(issue.text('title') ?? '', MAX_TITLE) }
    const subject = `issue/${repository}/${number}`
    const action = payload.text('action')
    if (action === 'opened' || action === 'reopened') {
      const openedAt = (action === 'opened' ? issue.time('created_at') : issue.time('updated_at')) ?? ''
      const labels = issue.list('labels').flatMap((label) => clean(label.text('name') ?? '', 100) || [])
      const body = issue.text('body')
      return [
        draft('issue.opened.v1', {
          subject,
          time: openedAt,
          data: {
            ...about,
            author: person(issue.at('user')),
            labels: labels.slice(0, 50),
            opened_at: openedAt,
            ...present({ body: body && clean(body, MAX_BODY) }),
          },
        }),
      ]
    }
    if (action !== 'closed') return []
    const closedAt = issue.time('closed_at') ?? issue.time('updated_at') ?? ''
    return [draft('issue.closed.v1', { subject, time: closedAt, data: { ...about, closed_at: closedAt } })]
  },

  released(payload: Fields): AnyDraft[] {
    if (payload.text('action') !== 'published') return []
    const repository = payload.at('repository').text('full_name') ?? ''
    const release = payload.at('release')
    const tag = clean(release.text('tag_name') ?? '', 300)
    const publishedAt = release.time('published_at') ?? ''
    const title = release.text('name')
    return [
      draft('release.published.v1', {
        subject: `release/${repository}/${tag}`,
        time: publishedAt,
        data: {
          repository,
          tag,
          published_at: publishedAt,
          ...present({ title: title && clean(title, MAX_TITLE), sha: sha(release.text('target_commitish')) }),
        },
      }),
    ]
  },
}

/** A comment is on a pull request or on an issue; GitHub calls both issues in one of its payloads. */
const aboutOf = (payload: Fields, repository: string): string => {
  const issue = payload.at('issue')
  if (payload.has('pull_request')) return `pr/${repository}/${payload.at('pull_request').number('number') ?? 0}`
  return `${issue.has('pull_request') ? 'pr' : 'issue'}/${repository}/${issue.number('number') ?? 0}`
}
