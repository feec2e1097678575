import { describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { pictureClose, pictureMerge, pictureProposal } from './picture-change.js'
import { webAddress } from './web-address.js'

const at = '2026-03-01T10:00:00.000Z'

const proposal = (data: object): MeshEvent<'pr.opened.v1'> =>
  ({
    subject: 'pr/acme/shop/42',
    time: at,
    data: {
      repository: 'acme/shop',
      number: 42,
      branch: 'b',
      base_branch: 'main',
      head: 'abc',
      title: 'T',
      author: { name: 'Ada' },
      added: 1,
      deleted: 2,
      files_known: false,
      files: [],
      ...data,
    },
  }) as unknown as MeshEvent<'pr.opened.v1'>

describe('pictures of changes', () => {
  it('say nothing of files where the source did not', () => {
    expect(pictureProposal(proposal({}))).not.toHaveProperty('files')
    expect(pictureProposal(proposal({ files_known: true, files_omitted: 3 })).files).toBe(3)
  })

  it('let an address go that a browser would run', () => {
    expect(pictureProposal(proposal({ url: 'javascript:alert(1)' }))).not.toHaveProperty('url')
    expect(webAddress('HTTPS://git.example.org/1')).toBe('HTTPS://git.example.org/1')
  })

  it('land the commits of a merge', () => {
    const merge = {
      subject: 'pr/acme/shop/42',
      time: at,
      data: {
        repository: 'acme/shop',
        number: 42,
        title: 'T',
        merge_sha: 'm',
        commits: ['c'],
        strategy: 'merge',
        merged_at: at,
      },
    } as unknown as MeshEvent<'pr.merged.v1'>

    const [merged, commit] = pictureMerge(merge)

    expect(merged).toMatchObject({ subject: 'pr/acme/shop/42', state: 'merged', merge_sha: 'm' })
    expect(commit).toEqual({
      subject: 'change/acme/shop/c',
      repository: 'acme/shop',
      kind: 'commit',
      sha: 'c',
      landed: true,
    })
  })

  it('keep the title where a close names none', () => {
    const close = {
      subject: 'branch/acme/shop/x/y',
      time: at,
      data: { repository: 'acme/shop', branch: 'x/y', closed_at: at },
    } as unknown as MeshEvent<'pr.closed.v1'>

    expect(pictureClose(close)).toEqual({
      subject: 'branch/acme/shop/x/y',
      repository: 'acme/shop',
      kind: 'branch',
      branch: 'x/y',
      state: 'closed',
      changed_at: at,
    })
  })
})
