import { describe, expect, it } from '@jest/globals'
import { violationOfData } from '@heimgewebe/contracts'
import fc from 'fast-check'
import { readConfiguration } from './read-configuration.js'

const violation = (text: string) =>
  violationOfData('configuration.recorded.v1', {
    repository: 'acme/shop',
    sha: 'a'.repeat(40),
    ...readConfiguration(text),
  })

const WHOLE = `
areas:
  auth: { paths: ['src/auth/**'], used_by: [api, worker], critical: true }
  api: ['src/api/**', src/http/**]
  worker:
    paths: src/worker/**
guards:
  auth-tests: { area: auth, command: npm test -- auth, junit: report.xml, time: 10m, memory: 1GiB }
  all: { command: npm test }
smoke:
  login: { area: auth, command: ./smoke.sh, time: 90 }
`

describe('readConfiguration', () => {
  it('reads areas, guards and smoke', () => {
    expect(readConfiguration(WHOLE)).toEqual({
      areas: [
        { name: 'auth', paths: ['src/auth/**'], used_by: ['api', 'worker'], critical: true },
        { name: 'api', paths: ['src/api/**', 'src/http/**'] },
        { name: 'worker', paths: ['src/worker/**'] },
      ],
      guards: [
        {
          name: 'auth-tests',
          kind: 'guard',
          area: 'auth',
          command: 'npm test -- auth',
          junit: 'report.xml',
          time_limit_seconds: 600,
          memory_limit_mib: 1024,
        },
        { name: 'all', kind: 'guard', area: '*', command: 'npm test', time_limit_seconds: 600, memory_limit_mib: 1024 },
        {
          name: 'login',
          kind: 'smoke',
          area: 'auth',
          command: './smoke.sh',
          time_limit_seconds: 90,
          memory_limit_mib: 1024,
        },
      ],
      problems: [],
    })
    expect(violation(WHOLE)).toBeUndefined()
  })

  it('reads an empty file as one that asks for nothing', () => {
    for (const text of ['', '\n', '# nothing\n', '---\n', 'areas:\n'])
      expect(readConfiguration(text)).toEqual({ areas: [], guards: [], problems: [] })
  })

  it.each([
    [
      'areas:\n  auth:\n    paths: 7\n    usedby: [x]\n',
      'line 4: areas.auth.usedby is not known here: paths, used_by, critical are',
    ],
    ['areas:\n  auth: {}\n', 'line 2: areas.auth has no paths'],
    ['areas:\n  auth:\n', 'line 2: areas.auth has no settings'],
    ['areas: [a]\n', 'line 1: areas is not a map from name to settings'],
    ['guards:\n  a: { area: x }\n', 'line 2: guards.a has no command'],
    ['guards:\n  a:\n    command: x\n    time: soon\n', 'line 4: guards.a.time is not a duration such as 10m: "soon"'],
    ['guards:\n  a: { command: x, time: 2h }\n', 'line 2: guards.a.time must be from 1 to 3600: 3600 is used'],
    ['guards:\n  a: { command: x, memory: 1kB }\n', 'line 2: guards.a.memory is not a size such as 1GiB: "1kB"'],
    ['guards:\n  a: { command: x }\nsmoke:\n  a: { command: y }\n', 'line 4: a is there twice: the first one counts'],
    ['areas:\n  a: [x]\nguards:\n  g: { area: b, command: x }\n', 'line 4: g guards b, which is no area'],
    ['areas:\n  a: { paths: [x], used_by: b }\n', 'line 2: areas.a is used by b, which is no area'],
    ['areas:\n  a: { paths: [x], critical: maybe }\n', 'line 2: areas.a.critical is neither true nor false'],
    ['gards: {}\n', 'line 1: gards is not known here: areas, prepare, guards, smoke are'],
    ['- a\n', 'line 1: the file is not a map of areas, guards and smoke'],
  ])('says what is wrong in %j', (text, problem) => {
    expect(readConfiguration(text).problems).toContain(problem)
  })

  it('reads the steps that bring what guards need', () => {
    const text = `
prepare:
  deps:
    command: npm ci --ignore-scripts
    network: [Packages.example.org, 'npm.example.org:8443']
    keyed_by: [package.json, package-lock.json]
    keeps: node_modules/
  build: { command: make deps, keyed_by: go.sum, keeps: [{ path: ~/go/pkg/mod, scratch: [cache/lock] }, { path: ./.venv, writable: true }], time: 20m, memory: 4GiB }
guards:
  tests: { command: npm test, prepare: deps }
`
    expect(readConfiguration(text)).toMatchObject({
      guards: [{ name: 'tests', prepare: 'deps' }],
      prepare: [
        {
          name: 'deps',
          command: 'npm ci --ignore-scripts',
          keyed_by: ['package.json', 'package-lock.json'],
          keeps: [{ path: 'node_modules' }],
          hosts: ['packages.example.org', 'npm.example.org:8443'],
          network_for: 'default_branch',
          time_limit_seconds: 600,
          memory_limit_mib: 2048,
        },
        {
          name: 'build',
          keyed_by: ['go.sum'],
          keeps: [
            { path: '~/go/pkg/mod', scratch: ['cache/lock'] },
            { path: '.venv', writable: true },
          ],
          time_limit_seconds: 1200,
          memory_limit_mib: 4096,
        },
      ],
      problems: [],
    })
    expect(violation(text)).toBeUndefined()
  })

  const step = (rest: string): string => `prepare:\n  p: { command: x, keyed_by: [y], keeps: [z], ${rest} }\n`
  it.each([
    ['prepare:\n  p: { command: x, keeps: [z] }\n', 'line 2: prepare.p has no keyed_by: the files that it reads'],
    ['prepare:\n  p: { command: x, keyed_by: [y] }\n', 'line 2: prepare.p has no keeps: the folders that it makes'],
    ['guards:\n  g: { command: x, prepare: deps }\n', 'line 2: g is prepared by deps, which is no step of prepare'],
    [step('network: true'), 'line 2: prepare.p.network is not a text'],
    [step('network_for: everybody, network: a.example'), /network_for is neither default_branch nor any_change/],
    ...['localhost', '127.0.0.1', '10.0.0.1:80', '[::1]', '*.npmjs.org', 'https://a.example', 'a.example:0', 'db'].map(
      (host): [string, RegExp] => [step(`network: ['${host}']`), /network names .*, which is no host/],
    ),
    ...['/etc', '../x', 'a/../b', '~', '~/', '~root/x', '.', 'a//b', '~/~/x'].map((path): [string, RegExp] => [
      step('').replace('[z]', `['${path}']`),
      /keeps names .*, which is no folder below the checkout/,
    ]),
    [step('').replace('[z]', '[{ path: a, scratch: ../b }]'), /keeps has a scratch \.\.\/b, which is no folder/],
    [step('').replace('[z]', '[a, a/b]'), /keeps names a\/b beside a, which it is a part of/],
  ])('says what is wrong with a step in %j', (text, problem) => {
    const read = readConfiguration(text)

    expect(read.problems).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem))
    expect(read.prepare?.[0]?.hosts ?? []).not.toContain('localhost')
    expect(violation(text)).toBeUndefined()
  })

  it.each(['[', '- ', '{a: ', '? '])('survives a file of %j', (part) => {
    expect(readConfiguration(part.repeat(20_000)).problems.length).toBeGreaterThan(0)
  })

  it('uses what is right beside what is wrong', () => {
    const read = readConfiguration(
      'areas:\n  good: [src/**]\n  bad: 7\nguards:\n  g: { command: [x] }\n  h: { command: x }\n',
    )
    expect(read.areas.map((area) => area.name)).toEqual(['good', 'bad'])
    expect(read.guards.map((guard) => guard.name)).toEqual(['h'])
    expect(read.problems).toEqual(['line 5: guards.g.command is not a text', 'line 5: guards.g has no command'])
  })

  it('tells the line of what the parser refuses', () => {
    const { problems, areas } = readConfiguration('areas:\n  good: [src/**]\nguards: {\n')
    expect(problems[0]).toMatch(/^line [34]: /)
    expect(areas).toHaveLength(1)
  })

  it('follows aliases, but no bomb of them', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`).join(
      '\n',
    )
    expect(readConfiguration('areas:\n  a: &p [src/**]\n  b: *p\n').areas[1]).toEqual({ name: 'b', paths: ['src/**'] })
    expect(readConfiguration(`a0: &a0 x\n${bomb}\nareas: { x: *a30 }`).problems.length).toBeGreaterThan(0)
  })

  it('keeps its contract and its bounds whatever the text', () => {
    const many = Array.from({ length: 300 }, (_, index) => `  a${index}: [x]`).join('\n')
    expect(readConfiguration(`areas:\n${many}`).areas).toHaveLength(200)
    const word = fc.constantFrom(
      'areas',
      'guards',
      'smoke',
      ':',
      '\n  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      'prepare',
      'paths',
      'keyed_by',
      'keeps',
      'network',
      '~/',
      'command',
      'x',
      '"',
      '*a',
      '&a',
      '7',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join('')),
        ),
        (text) => {
          expect(violation(text)).toBeUndefined()
        },
      ),
      { numRuns: 500 },
    )
  })
})
