import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { matchTrigger, readAgentsFile } from './index.js'

const shipped = (name: string): string =>
  readFileSync(new URL(`../../../deploy/agents/${name}-1.0.0.yaml`, import.meta.url), 'utf8')

const agentOf = (text: string) => {
  const file = readAgentsFile(text)
  if (!file.ok) throw new Error(file.problems.map(({ message }) => message).join('; '))
  return file.agents[0]!.definition
}
const problemsOf = (text: string): string[] => {
  const file = readAgentsFile(text)
  return file.ok ? [] : file.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

describe('readAgentsFile', () => {
  it('reads the two examples as they are', () => {
    expect(agentOf(shipped('security-scanner'))).toEqual({
      name: 'security-scanner',
      trigger: { types: ['pr.opened.v1'], files: ['*.py'], conditions: [] },
      actions: [{ tool: 'bandit' }, { tool: 'safety' }],
      reportTo: 'chronik',
    })
    expect(agentOf(shipped('performance-watcher'))).toMatchObject({
      trigger: {
        types: ['ci.result.v1'],
        conditions: [{ path: 'performance_regression', test: 'equals', value: true }],
      },
      escalateTo: 'heimgeist',
    })
  })

  it('reads a trigger that is written as a list, and tools that are plain words', () => {
    const text = 'agents:\n- {name: a, trigger: [{event_type: ci.result}, {outcome: [failure]}], actions: [bandit]}\n'
    expect(agentOf(text)).toMatchObject({
      trigger: { types: ['ci.result.v1'], conditions: [{ path: 'outcome', test: 'one-of', value: ['failure'] }] },
      actions: [{ tool: 'bandit' }],
    })
  })

  const file = (...lines: string[]): string =>
    ['agents:', '  - name: a', ...lines.map((line) => `    ${line}`)].join('\n')
  const TRIGGER = ['trigger:', '  event_type: pr.opened']
  it.each([
    ['agents: [', /^1:10 /],
    ['agent: []', /^1:1 the file has no list "agents"/],
    [file(...TRIGGER, 'actions: [bandit]', 'repport_to: chronik'), /^6:5 there is no field "repport_to"/],
    [file('trigger:', '  event_type: pr.opend', 'actions: [bandit]'), /^4:7 "pr.opend" triggers nothing/],
    [file('trigger:', '  files_pattern: "*.py"', 'actions: [bandit]'), /^3:5 trigger has no event_type/],
    [file(...TRIGGER, 'actions: []'), /^5:5 actions is no list/],
    [file(...TRIGGER, 'actions:', '  - tool: "rm -rf /"'), /^6:9 an action names a tool/],
    [file(...TRIGGER, 'actions: [bandit]', 'report_to: mars'), /^6:5 report_to can only be chronik/],
    [file(...TRIGGER, 'actions: [bandit]', 'budget: {firings_per_day: many}'), /^6:5 budget has/],
    [file(...TRIGGER, '  size: {between: 3}', 'actions: [bandit]'), /^5:7 a condition is/],
    [
      'agents:\n  - &a {name: a, trigger: {event_type: pr.opened}, actions: [b]}\n  - *a\n',
      /^1:1 aliases are not read/,
    ],
    [
      `${file(...TRIGGER, 'actions: [bandit]')}\n  - {name: a, trigger: {event_type: pr.opened}, actions: [b]}`,
      /^6:6 a is named twice/,
    ],
  ])('names line and column of what is wrong in %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(problem)])
  })
})

describe('matchTrigger', () => {
  const { trigger } = agentOf(shipped('security-scanner'))
  const opened = (...paths: string[]) => ({ type: 'pr.opened.v1', data: { files: paths.map((path) => ({ path })) } })
  it.each([
    [opened('a.py'), true],
    [opened('src/deep/a.py', 'b.md'), true],
    [opened('a.md'), false],
    [opened('a.pyc'), false],
    [opened(), false],
    [{ ...opened('a.py'), type: 'pr.updated.v1' }, false],
  ])('fires the scanner on a Python file of an opened change only: %j', (event, fires) => {
    expect(matchTrigger(trigger, event)).toBe(fires)
  })

  const watcher = agentOf(shipped('performance-watcher')).trigger
  it.each([
    [true, true],
    [false, false],
    ['true', false],
    [undefined, false],
  ])('fires the watcher where performance_regression is %j: %j', (flag, fires) => {
    const data = flag === undefined ? {} : { performance_regression: flag }
    expect(matchTrigger(watcher, { type: 'ci.result.v1', data })).toBe(fires)
  })

  it('takes every condition together, and looks at no member that an object merely inherits', () => {
    const text =
      'agents: [{name: a, actions: [b], trigger: {event_type: ci.result, tests.failed: {above: 2, below: 9}, constructor: {exists: false}}}]'
    const { trigger: both } = agentOf(text)
    const run = (failed: number) => ({ type: 'ci.result.v1', data: { tests: { failed } } })
    expect([2, 3, 9].map((failed) => matchTrigger(both, run(failed)))).toEqual([false, true, false])
  })
})
