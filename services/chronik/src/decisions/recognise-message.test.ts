import { describe, expect, it } from '@jest/globals'
import { recogniseMessage } from './recognise-message.js'

const SHA = '1234567890abcdef1234567890abcdef12345678'

describe('recogniseMessage', () => {
  it.each([
    [
      'GitHub',
      'Merge pull request #123 from acme/feature/login\n\nAdd login\n\nmore',
      2,
      { number: 123, branch: 'feature/login', title: 'Add login', strategy: 'merge' },
    ],
    [
      'GitHub without a text',
      'Merge pull request #7 from acme/x',
      2,
      { number: 7, branch: 'x', title: 'Merge pull request #7 from acme/x', strategy: 'merge' },
    ],
    [
      'a squash',
      'Fix the parser (#45)\n\n* one\n* two',
      1,
      { number: 45, title: 'Fix the parser', strategy: 'squash' },
    ],
    [
      'GitLab',
      "Merge branch 'fix' into 'main'\n\nFix it\n\nSee merge request acme/group/shop!12",
      2,
      { number: 12, branch: 'fix', base: 'main', title: 'Fix it', strategy: 'merge' },
    ],
    ['a squash of GitLab', 'Fix it\n\nSee merge request !12', 1, { number: 12, title: 'Fix it', strategy: 'squash' }],
    [
      'Gitea',
      "Merge pull request 'Fix it' (#9) from fix into main",
      2,
      { number: 9, branch: 'fix', base: 'main', title: 'Fix it', strategy: 'merge' },
    ],
    [
      'Bitbucket',
      'Merged in fix/x (pull request #3)\n\nFix it',
      2,
      { number: 3, branch: 'fix/x', title: 'Fix it', strategy: 'merge' },
    ],
    ['Azure', 'Merged PR 88: Fix it', 1, { number: 88, title: 'Fix it', strategy: 'squash' }],
  ])('recognises a pull request of %s', (_, message, parents, expected) => {
    expect(recogniseMessage(message, parents).pullRequest).toEqual(expected)
  })

  it.each([
    ['a number in the middle', 'Fix (#12) again', 1],
    ['a merge that ends in a number', "Merge branch 'main' (#12)", 2],
    ['the number zero', 'Fix (#0)', 1],
    ['a number that no host gives', 'Fix (#12345678901)', 1],
    ['nothing but a number', '(#12)', 1],
  ])('takes %s for no pull request', (_, message, parents) => {
    expect(recogniseMessage(message, parents).pullRequest).toBeUndefined()
  })

  it('parts title and body', () => {
    expect(recogniseMessage('\n\n  title  \r\n\r\nbody\n', 1)).toMatchObject({ title: 'title', body: 'body' })
    expect(recogniseMessage('', 1)).toMatchObject({ title: '', body: '' })
  })

  it.each([
    [`Fixes: ${SHA} ("parser: be quick")`, [SHA]],
    ['Fixes: 1A2B3C4D5E6F', ['1a2b3c4d5e6f']],
    ['fixes 1a2b3c4d5e6f, 2b3c4d5e6f7a', ['1a2b3c4d5e6f', '2b3c4d5e6f7a']],
    ['Fixes commit 1a2b3c4', ['1a2b3c4']],
    ['This fixes: 1a2b3c4d5e6f', []],
    ['Fixes: 1a2b3', []],
    ['Fixes: #12', []],
    ['Fixes: deadbeefs', []],
  ])('reads %j', (line, fixes) => {
    expect(recogniseMessage(`title\n\nbody\n${line}\nSigned-off-by: x`, 1).fixes).toEqual(fixes)
  })

  it('reads what is reverted, by commit and by number', () => {
    const classic = recogniseMessage(`Revert "x"\n\nThis reverts commit ${SHA}.`, 1)
    const merge = recogniseMessage(
      `Revert "x"\n\nThis reverts commit ${SHA}, reversing\nchanges made to ${SHA.replace('1', '2')}.`,
      1,
    )
    const several = recogniseMessage('Revert\n\nThis reverts commits 1a2b3c4 and 2b3c4d5.', 1)
    const numbered = recogniseMessage('Revert "Add x (#12)" (#13)\n\nReverts acme/shop#12', 1)
    expect(classic.reverts).toEqual([SHA])
    expect(merge.reverts).toEqual([SHA])
    expect(several.reverts).toEqual(['1a2b3c4', '2b3c4d5'])
    expect(numbered.revertedPullRequests).toEqual([12])
    expect(numbered.pullRequest?.number).toBe(13)
  })

  it('names issues once, and no pull requests among them', () => {
    const message = recogniseMessage('Fix it (#45)\n\nCloses #7, see #8 and #7, not acme/other#9 nor &#39;', 1)
    expect(message.issues).toEqual([7, 8])
  })

  it('stays quick on text that was made to be slow', () => {
    const hostile = [
      'fixes '.repeat(10_000),
      `fixes ${'abcdef0 '.repeat(8000)}!`,
      `${'('.repeat(30_000)}#1)`,
      `This reverts commit ${'a'.repeat(60_000)}`,
      `See merge request ${'!'.repeat(60_000)}`,
      `Merge pull request '${"' (#1) from ".repeat(6000)}`,
      `Revert "${'(#1)'.repeat(15_000)}`,
    ]
    const start = process.cpuUsage()
    for (const text of hostile) recogniseMessage(`${text}\n\n${text}`, 2)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
  })

  it('bounds the links of one message', () => {
    const many = Array.from({ length: 80 }, (_, index) => `Fixes: ${(0xabcdef0 + index).toString(16)} #${index + 1}`)
    const { fixes, issues } = recogniseMessage(`title\n\n${many.join('\n')}`, 1)
    expect([fixes.length, issues.length]).toEqual([50, 50])
  })
})
