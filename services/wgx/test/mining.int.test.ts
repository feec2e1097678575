import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type MiningFinishedV1, type MiningRequestedV1, draft, newId } from '@heimgewebe/contracts'
import { type MadeCommit, TestMesh, makeHistory } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'

/** What a good change looks like: it asks the database too, but never with a text made on the spot. */
const good = (n: number, line = `  return db.query('SELECT * FROM things WHERE id = ?', [id, ${n}])`): MadeCommit => ({
  title: `Feature ${n}`,
  author: `Author${n % 7}`,
  files: { [`src/feature-${n}.ts`]: `export const feature${n} = (id: string) => {\n${line}\n}\n` },
})

/** A change with a bug, and its fix some commits later. */
const bug = (n: number, call: string): MadeCommit => ({
  title: `Find things by ${n}`,
  author: `Careless${n}`,
  files: {
    [`src/find-${n}.ts`]: `// things\nexport async function find${n}(id: string, o: O) {\n  const rows = await ${call}\n  return rows\n}\n`,
  },
})
const fix = (n: number): MadeCommit => bug(n, `db.query('SELECT * FROM things WHERE id = ?', [id])`)

const RAW = [
  'db.query(`SELECT * FROM a WHERE id = ${id}`)',
  'db.query(`DELETE FROM b WHERE x = ${o.x} OR y = ${id}`)',
  'db.query(`${id}`)',
]

let mesh: TestMesh
let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wgx-mining-'))
  mesh = await TestMesh.start()
  await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(async () => {
  await mesh.stop()
  await rm(root, { recursive: true, force: true })
})

let repositories = 0

/** A repository of the test with three bugs and their fixes among good changes, and the question that heimlern asks of it. */
class Past {
  private constructor(
    readonly repository: string,
    readonly folder: string,
    readonly request: MiningRequestedV1,
  ) {}

  static async make(
    more: { bugs?: readonly string[]; goods?: readonly MadeCommit[]; wanted?: number } = {},
  ): Promise<Past> {
    const repository = `acme/mined-${++repositories}`
    const folder = join(root, repository)
    const { bugs = RAW, goods = Array.from({ length: 200 }, (_, n) => good(n)), wanted = 200 } = more
    const half = goods.length / 2
    const commits = [
      ...goods.slice(0, half),
      ...bugs.map((call, n) => bug(n, call)),
      ...goods.slice(half),
      ...bugs.map((_, n) => fix(n)),
    ]
    const ids = await makeHistory(folder, commits)
    const bad = ids.slice(half, half + bugs.length)
    const fixes = ids.slice(-bugs.length)
    const request = {
      repository,
      cases: bad.map((sha, n) => ({
        change: `change/${repository}/${sha}`,
        sha,
        fix: fixes[n]!,
        group: `careless ${n}`,
      })),
      good: [...ids.slice(0, half), ...ids.slice(half + bugs.length, -bugs.length)],
      support: 3,
      good_wanted: wanted,
    }
    await mesh.append(Past.at(repository, folder))
    return new Past(repository, folder, request)
  }

  static at(repository: string, location: string) {
    return draft('repository.registered.v1', {
      subject: `repository/${repository}`,
      data: { repository, location, default_branch: 'main', shallow: false },
    })
  }

  async mine(more: Partial<MiningRequestedV1> = {}, source = 'heimgewebe/heimlern'): Promise<MiningFinishedV1> {
    const id = newId()
    const asked = draft('mining.requested.v1', {
      id,
      subject: `mining/${this.repository}`,
      data: { ...this.request, ...more },
    })
    await mesh.appendAs(source, asked)
    await mesh.settled()
    return (await mesh.events('mining.finished.v1')).find(({ data }) => data.request === id)!.data
  }
}

describe('mining rules from fixes', () => {
  it('makes a rule of what three fixes took out, proved on 200 good changes', async () => {
    const past = await Past.make()
    const mined = await past.mine()

    expect(mined).toMatchObject({ verdict: 'done', cases_read: 3, good_read: 200, files_unread: 0 })
    expect(mined.rules).toEqual([
      {
        rule: expect.stringMatching(/^no-db-query-[0-9a-f]{8}$/),
        language: 'TypeScript',
        construct: 'db.query($A)',
        content: expect.stringContaining('template_substitution'),
        fires_on: past.request.cases.map(({ change }) => change),
        misses: 0,
        silent_on: 200,
        false_alarms: 0,
        fixes: 3,
      },
    ])
    expect(await past.mine()).toMatchObject({ rules: mined.rules })
  })

  it('makes none of two cases, of three of one author and day, or of one fix', async () => {
    const past = await Past.make({ goods: [good(1), good(2)], wanted: 1 })
    const { cases } = past.request

    expect(await past.mine({ cases: cases.slice(0, 2) })).toMatchObject({ rules: [], cases_read: 2 })
    expect(await past.mine({ cases: cases.map((one) => ({ ...one, group: 'same' })) })).toMatchObject({ rules: [] })
    const once = cases.map((one) => ({ ...one, fix: cases[2]!.fix }))
    expect(await past.mine({ cases: once })).toMatchObject({ rules: [] })
    expect((await past.mine()).rules).toHaveLength(1)
  })

  it('refuses a construct that good changes have too, with the count', async () => {
    const goods = Array.from({ length: 20 }, (_, n) =>
      good(n, n < 3 ? '  return db.query(`SELECT ${id}`)' : '  return 1'),
    )
    const mined = await (await Past.make({ goods, wanted: 20 })).mine()

    expect(mined.rules).toEqual([])
    expect(mined.refused[0]).toMatchObject({
      construct: 'db.query($A)',
      reason: '3 of 20 good changes have it too',
      false_alarms: 3,
      silent_on: 17,
    })
  })

  it('takes the surroundings in where they are what good changes do not have', async () => {
    const bugs = ['a', 'o.b', 'o.c.d'].map((name, n) => `act${n}(() => { if (${name} = 1) run(${n}) })`)
    const goods = Array.from({ length: 40 }, (_, n) => good(n, `  let x${n}\n  x${n} = 1`))
    const { rules } = await (await Past.make({ bugs, goods, wanted: 40 })).mine()

    expect(rules.map(({ construct }) => construct)).toEqual(['if ($A = 1) run($B)'])
  })

  it('offers nothing where there are too few good changes in the language to try it on', async () => {
    const goods = [...Array.from({ length: 9 }, (_, n) => good(n)), { title: 'Words', files: { 'README.md': 'a' } }]
    const mined = await (await Past.make({ goods, wanted: 10 })).mine()

    expect(mined.rules).toEqual([])
    expect(mined.refused[0]?.reason).toBe(
      'there are only 9 good changes in its language to try it on, and 10 are wanted',
    )
    expect(mined.reason).toContain('there are only 9 good changes')
  })

  it('passes over what is not of its language, and says so', async () => {
    const past = await Past.make({ bugs: [...RAW, 'db.query(`${((((`)'], goods: [good(1), good(2)], wanted: 2 })

    expect(await past.mine()).toMatchObject({ cases_read: 4, files_unread: 1, rules: [{ misses: 1 }] })
  })

  it('reads a repository where it is now, and says so where it is nowhere', async () => {
    const past = await Past.make({ goods: [good(1)], wanted: 1 })
    const moved = `${past.folder}-moved`
    await rename(past.folder, moved)
    const lost = await past.mine()
    await mesh.append(Past.at(past.repository, moved))

    expect(lost).toMatchObject({ verdict: 'not_run', rules: [] })
    expect((await past.mine()).rules).toHaveLength(1)
    expect(await past.mine({ repository: 'acme/unknown' })).toMatchObject({
      verdict: 'not_run',
      reason: 'nobody said where acme/unknown is read from',
    })
  })

  it('answers nobody but the service that learns', async () => {
    const past = await Past.make({ goods: [good(1)], wanted: 1 })

    expect(await past.mine({}, 'heimgewebe/sichter')).toMatchObject({
      verdict: 'not_run',
      reason: 'heimgewebe/sichter may not ask for it',
    })
  })
})

describe('a pattern that a language model proposes', () => {
  const text = newId()
  const proposal = (pattern: string, language = 'TypeScript') => ({ pattern, language, model: 'local', text })

  it('is shown what fixes removed where nothing was found, and only where that is wanted', async () => {
    const bugs = ['first(id)', 'o.second', '`third ${id}` + 1']
    const past = await Past.make({ bugs, goods: [good(1), good(2)], wanted: 2 })
    const shown = await past.mine({ show_code: true })

    expect(shown.rules).toEqual([])
    expect(shown.removed).toEqual(
      past.request.cases.map(({ change }) => ({
        change,
        language: 'TypeScript',
        code: expect.stringMatching(/^ .*\n(.*\n)*-.*\n(.*\n)*\+  const rows = await db\.query/),
      })),
    )
    expect(await past.mine()).not.toHaveProperty('removed')
  })

  it('is tried like any other, and marked', async () => {
    const goods = Array.from({ length: 20 }, (_, n) => good(n))
    const past = await Past.make({ goods, wanted: 20, bugs: ['run(id)', 'run(id, o)', 'run(id, o, 3)'] })
    const mined = await past.mine({ proposals: [proposal('run($$$A)')] })

    expect(mined.rules).toMatchObject([{ construct: 'run($$$A)', silent_on: 20, fixes: 3, written_by: 'local' }])
    expect(mined.rules[0]!.content).toContain('written by the language model local')
  })

  it('is refused where good changes have it, where it misses the bad ones, or where it is no pattern at all', async () => {
    const goods = Array.from({ length: 20 }, (_, n) => good(n))
    const past = await Past.make({ goods, wanted: 20 })
    const mined = await past.mine({
      proposals: [
        proposal('db.query($$$A)'),
        proposal('nobody($A)'),
        proposal('$A'),
        proposal('---\nid: x\nrule: {regex: "(a+)+$"}'),
        proposal('db.query($A)', 'Brainfuck'),
      ],
    })

    expect(mined).toMatchObject({ verdict: 'done', rules: [] })
    expect(mined.refused.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^3 of the fixes have it too/),
      expect.stringContaining('it fires on the lines of 0 independent bad changes only'),
      ...Array<unknown>(3).fill(expect.stringMatching(/^it is no pattern of \w+, or names nothing/)),
    ])
  })
})
