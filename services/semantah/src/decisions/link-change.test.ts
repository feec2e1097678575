import { describe, expect, it } from '@jest/globals'
import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { specify } from '@heimgewebe/testing'
import { a, ada, b, c, event, nodes, repository, sentences } from '../../test/given-events.js'
import { linkChange } from './link-change.js'
import { linkClosure, linkComment, linkMerge, linkPullRequest, linkReview } from './link-pull-request.js'

const change = (more: Partial<EventData['change.recorded.v1']> = {}): MeshEvent<'change.recorded.v1'> =>
  event('change.recorded.v1', `change/${repository}/${a}`, {
    repository,
    change: `change/${repository}/${a}`,
    sha: a,
    parents: [],
    author: ada,
    authored_at: '2026-03-01T10:00:00Z',
    committed_at: '2026-03-01T10:00:00Z',
    title: 'auth: refresh tokens (#42)',
    added: 3,
    deleted: 1,
    files: [{ path: 'src/auth/login.ts', status: 'modified', added: 3, deleted: 1 }],
    ...more,
  })

describe('linkChange', () => {
  const { given } = specify(linkChange)
  const areas = [{ name: 'auth', paths: ['src/auth/**'] }]

  it('links author, files and areas, with the lines that were touched', () => {
    const links = given({ areas }).when(change())
    expect(sentences(links)).toEqual([
      `person/ada@example.org authored change/${repository}/${a}`,
      `change/${repository}/${a} touches file/${repository}/src/auth/login.ts`,
      `file/${repository}/src/auth/login.ts in_area area/${repository}/auth`,
      `area/${repository}/auth in_repository repository/${repository}`,
    ])
    expect(links.relations[1]).toMatchObject({ added: 3, deleted: 1 })
  })

  it('takes the folders for areas where the repository names none', () => {
    expect(sentences(given({ areas: [] }).when(change()))).toContain(
      `file/${repository}/src/auth/login.ts in_area area/${repository}/src/auth`,
    )
  })

  it('says where a renamed file came from, and nothing of the kind for a copy', () => {
    const file = { path: 'b.ts', old_path: 'a.ts', added: 0, deleted: 0 }
    const from = `file/${repository}/b.ts renamed_from file/${repository}/a.ts (0.9)`
    expect(sentences(given({ areas }).when(change({ files: [{ ...file, status: 'renamed' }] })))).toContain(from)
    expect(sentences(given({ areas }).when(change({ files: [{ ...file, status: 'copied' }] })))).not.toContain(from)
  })

  it('knows a document by its path, where it stands, and that it is gone', () => {
    const at = (path: string, more: object = {}) => ({
      path,
      status: 'modified' as const,
      added: 1,
      deleted: 0,
      ...more,
    })
    const files = [
      at('docs/Guide.MD'),
      at('docs/old.rst', { status: 'deleted' }),
      at('b.md', { status: 'renamed', old_path: 'a.md' }),
      at('md'),
    ]
    const links = given({ areas }).when(change({ files }))
    const documents = nodes(links).filter((node) => node.startsWith('document'))
    expect(documents).toEqual([
      `document document/${repository}/docs/Guide.MD`,
      `document document/${repository}/docs/old.rst deleted`,
      `document document/${repository}/b.md`,
      `document document/${repository}/a.md renamed`,
    ])
    expect(sentences(links)).toContain(
      `document/${repository}/docs/Guide.MD written_in file/${repository}/docs/Guide.MD`,
    )
  })

  it('links what the message fixes, reverts, names and belongs to', () => {
    const links = given({ areas }).when(change({ files: [], number: 42, fixes: [b], reverts: [c], issues: [7, 42] }))
    const commit = `change/${repository}/${a}`
    expect(sentences(links).slice(1)).toEqual([
      `${commit} part_of pr/${repository}/42 (0.9)`,
      `${commit} fixes change/${repository}/${b}`,
      `${commit} reverts change/${repository}/${c}`,
      `${commit} mentions issue/${repository}/7 (0.8)`,
    ])
  })

  it('names every end of every relation once among the nodes', () => {
    const links = given({ areas }).when(change({ fixes: [b, b], issues: [7, 8] }))
    const ids = links.nodes.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { from, to } of links.relations) expect(ids).toEqual(expect.arrayContaining([from, to]))
  })

  it('keeps a title short', () => {
    expect(given({ areas }).when(change({ title: 'x'.repeat(1000) })).nodes[0]!.title).toHaveLength(300)
  })
})

describe('linkPullRequest', () => {
  const opened = (more: Partial<EventData['pr.opened.v1']> = {}): MeshEvent<'pr.opened.v1'> =>
    event('pr.opened.v1', `pr/${repository}/42`, {
      repository,
      number: 42,
      branch: 'auth',
      base_branch: 'main',
      head: a,
      title: 'Refresh tokens',
      body: 'Fixes #7',
      author: ada,
      commits: [a],
      added: 1,
      deleted: 0,
      files_known: true,
      files: [{ path: 'a.ts', status: 'added', added: 1, deleted: 0 }],
      ...more,
    })

  it('links commits, the issues of its text, and files that take the place of those before', () => {
    const links = linkPullRequest(opened(), { areas: [] })
    expect(sentences(links)).toEqual([
      `person/ada@example.org authored pr/${repository}/42`,
      `change/${repository}/${a} part_of pr/${repository}/42`,
      `pr/${repository}/42 mentions issue/${repository}/7`,
      `pr/${repository}/42 touches file/${repository}/a.ts`,
      `file/${repository}/a.ts in_area area/${repository}/root`,
      `area/${repository}/root in_repository repository/${repository}`,
    ])
    expect(links.replaces).toContainEqual({ from: `pr/${repository}/42`, type: 'touches' })
  })

  it('leaves the files as they were where the event does not know them', () => {
    expect(linkPullRequest(opened({ files_known: false, files: [] }), { areas: [] }).replaces).toEqual([])
  })

  it('follows merge, closing, review and comment', () => {
    const subject = `pr/${repository}/42`
    const merge = event('pr.merged.v1', subject, {
      repository,
      title: 'Refresh tokens',
      merged_by: { name: 'Bo' },
      merge_sha: b,
      commits: [a, b],
      strategy: 'squash',
      merged_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkMerge(merge))).toEqual([
      `person/Bo merged ${subject}`,
      `change/${repository}/${a} part_of ${subject}`,
      `change/${repository}/${b} part_of ${subject}`,
    ])
    expect(nodes(linkMerge(merge))[0]).toBe(`change ${subject} merged`)
    const closed = event('pr.closed.v1', subject, { repository, closed_at: '2026-03-01T10:00:00Z' })
    expect(nodes(linkClosure(closed))).toEqual([`change ${subject} closed`])
    const review = event('pr.reviewed.v1', subject, {
      repository,
      number: 42,
      reviewer: ada,
      verdict: 'approved',
      reviewed_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkReview(review))).toEqual([`person/ada@example.org reviewed ${subject}`])
    const comment = event('comment.created.v1', subject, {
      repository,
      about: subject,
      author: ada,
      text: 'closes #9',
      created_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkComment(comment))).toEqual([`${subject} mentions issue/${repository}/9 (0.75)`])
  })
})
