import { describe, expect, it } from '@jest/globals'
import { classifyMessage } from './classify-message.js'
import { classifyPath } from './classify-path.js'

describe('classifyPath', () => {
  it.each([
    ['src/auth/login.ts', 'code'],
    ['lib/x.c', 'code'],
    ['src/auth/login.test.ts', 'test'],
    ['tests/run.py', 'test'],
    ['docs/guide.md', 'document'],
    ['docs/core/assets/main.js', 'document'],
    ['packages/docs/src/index.ts', 'code'],
    ['package-lock.json', 'generated'],
    ['vendor/lib/a.go', 'generated'],
    ['Makefile', 'other'],
  ])('takes %s for %s', (path, kind) => {
    expect(classifyPath(path)).toBe(kind)
  })
})

describe('classifyMessage', () => {
  it.each([
    ['fix(auth): refuse an empty password', true, false],
    ['docs: fix a link', false, false],
    ['Fix crash when the list is empty', true, false],
    ['Fix typo', false, false],
    ['Revert "Fix crash"', false, true],
    ['Add prefix', false, false],
  ])('reads "%s"', (title, fix, revert) => {
    expect(classifyMessage(title)).toMatchObject({ fix, revert })
  })
})
