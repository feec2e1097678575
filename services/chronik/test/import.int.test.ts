import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { QUICK, reached, scratch, SourceRepository, watch } from './import-kit.js'

const folder = scratch()
let mesh: TestMesh
beforeAll(async () => {
  mesh = await TestMesh.start(QUICK)
})
afterAll(async () => {
  await mesh.stop()
  folder.remove()
})

describe('importing a repository', () => {
  let repository: SourceRepository
  const shas: Record<string, string> = {}

  beforeAll(async () => {
    repository = new SourceRepository(folder.path('Mein Laden – ü'))
    repository.git('remote', 'add', 'origin', 'https://me:secret@github.com/acme/shop.git')
    repository.write('.heimgewebe.yaml', 'areas:\n  auth: [src/auth/**]\n  bad: {}\n')
    shas['first'] = repository.write('src/auth/login.txt', 'one\ntwo\n').commit('first')
    repository.git('tag', '-a', '-m', 'the first release', 'v1.0')
    repository.git('checkout', '-q', '-b', 'feature/login')
    shas['work'] = repository.write('src/auth/login.txt', 'one\n2\n').commit('work on login')
    repository.git('checkout', '-q', 'main')
    shas['squash'] = repository.write('größe.txt', 'x\n').commit('Measure (#3)\n\nCloses #2')
    shas['merge'] = repository.merge('Merge pull request #7 from acme/feature/login\n\nBetter login', 'feature/login')
    shas['fix'] = repository
      .write('größe.txt', 'y\n')
      .commit(`Mend\n\nFixes: ${shas['squash'].slice(0, 9)} ("Measure")`)
    shas['revert'] = repository.write('größe.txt', 'x\n').commit(`Revert "Mend"\n\nThis reverts commit ${shas['fix']}.`)
    repository.git('branch', '-D', 'feature/login')
    repository.git('checkout', '-q', '-b', 'idea')
    repository.write('idea.txt', 'half\n').commit('half an idea')
    shas['idea'] = repository.write('idea.txt', 'half\nwhole\n').commit('a whole idea\n\nwith reasons')
    repository.git('checkout', '-q', '-b', 'release/1.x', shas['first'])
    repository.write('src/auth/login.txt', 'one\ntwo\nold\n').commit('only for the old release')
    repository.git('checkout', '-q', 'main')
    await watch(mesh, repository.path)
    await reached(mesh, repository.path, 'following')
  })

  it('names it by its host, and never shows a password', async () => {
    const [registered] = await mesh.events('repository.registered.v1')
    expect(registered!.data).toEqual({
      repository: 'acme/shop',
      location: repository.path,
      default_branch: 'main',
      shallow: false,
      object_format: 'sha1',
    })
    expect(JSON.stringify(await mesh.events())).not.toContain('secret')
  })

  it('records every commit of every branch, oldest first', async () => {
    const changes = await mesh.events('change.recorded.v1')
    expect(changes.map((event) => event.data.title)).toEqual([
      'first',
      'work on login',
      'Measure (#3)',
      'Merge pull request #7 from acme/feature/login',
      'Mend',
      'Revert "Mend"',
      'half an idea',
      'a whole idea',
      'only for the old release',
    ])
    expect(changes.map((event) => event.data.on_default_branch)).toEqual([...Array(6).fill(true), false, false, false])
    const work = changes[1]!
    expect(work).toMatchObject({
      subject: `change/acme/shop/${shas['work']}`,
      source: 'heimgewebe/chronik',
      time: new Date(Date.parse(work.data.committed_at)).toISOString(),
      actor: 'person/ada@example.org',
      data: {
        added: 1,
        deleted: 1,
        files: [{ path: 'src/auth/login.txt', hunks: [[2, 1, 2, 1, 'one']] }],
        identifiers: { added: [], deleted: ['two'] },
      },
    })
  })

  it('links fixes and reverts by full ids', async () => {
    const changes = await mesh.events('change.recorded.v1')
    const bySha = new Map(changes.map((event) => [event.data.sha, event.data]))
    expect(bySha.get(shas['fix']!)!.fixes).toEqual([shas['squash']])
    expect(bySha.get(shas['revert']!)!.reverts).toEqual([shas['fix']])
    expect(bySha.get(shas['squash']!)).toMatchObject({ number: 3, issues: [2] })
  })

  it('recognises merged pull requests, with their commits', async () => {
    const merged = await mesh.events('pr.merged.v1')
    expect(merged.map(({ subject, data }) => [subject, data.strategy, data.title, data.commits])).toEqual([
      ['pr/acme/shop/3', 'squash', 'Measure', [shas['squash']]],
      ['pr/acme/shop/7', 'merge', 'Better login', [shas['work']]],
    ])
  })

  it('takes tags for releases and branches that are ahead for open changes', async () => {
    const [release] = await mesh.events('release.published.v1')
    expect(release!.data).toMatchObject({ tag: 'v1.0', sha: shas['first'], title: 'the first release' })
    const opened = await mesh.events('pr.opened.v1')
    expect(opened.map(({ subject, data }) => [subject, data.head, data.base, data.title, data.added])).toEqual([
      ['branch/acme/shop/idea', shas['idea'], shas['revert'], 'a whole idea', 2],
    ])
    expect(opened[0]!.data.commits).toHaveLength(2)
  })

  it('reads the configuration, and tells what is wrong with it', async () => {
    const [configuration] = await mesh.events('configuration.recorded.v1')
    expect(configuration!.data).toEqual({
      repository: 'acme/shop',
      sha: shas['revert'],
      areas: [{ name: 'auth', paths: ['src/auth/**'] }],
      guards: [],
      problems: ['line 3: areas.bad has no paths'],
    })
  })

  it('says that it is done, and shows it', async () => {
    const [imported] = await mesh.events('repository.imported.v1')
    expect(imported!.data).toMatchObject({
      commits: 9,
      pull_requests: 2,
      releases: 1,
      open_changes: 1,
      head: shas['revert'],
    })
    expect(await reached(mesh, repository.path, 'following')).toEqual({
      repository: 'acme/shop',
      location: repository.path,
      state: 'following',
      commits_total: 9,
      commits_done: 9,
    })
  })

  it('appends nothing twice when it is read from the beginning again', async () => {
    const before = (await mesh.events()).map((event) => event.id)
    await mesh.chronik.restart(() =>
      mesh.query(`update chronik.watched_repository set known = null, round = null, done = 0`),
    )
    await eventually(async () => {
      const [row] = await mesh.query<{ known: unknown }>('select known from chronik.watched_repository')
      return row?.known !== null
    })
    expect((await mesh.events()).map((event) => event.id)).toEqual(before)
  })
})

describe('following a repository', () => {
  let repository: SourceRepository
  let seen = 0

  /** The events since the last call, once the last of these types is there. */
  const news = async (...types: string[]): Promise<string[]> => {
    const events = await eventually(
      async () => {
        const all = (await mesh.events()).slice(seen)
        const found: string[] = all.map((event) => event.type.replace('.v1', ''))
        const missing = types.filter((type) => !remove(found, type))
        return missing.length === 0 ? all : undefined
      },
      async () => JSON.stringify((await mesh.events()).slice(seen).map((e) => [e.type, e.subject])),
    )
    seen += events.length
    return events.map((event) => `${event.type.replace('.v1', '')} ${event.subject.replace('local/followed', '…')}`)
  }

  beforeAll(async () => {
    repository = new SourceRepository(folder.path('followed'))
    repository.write('a.txt', 'a\n').commit('first')
    await watch(mesh, repository.path)
    await eventually(async () => (await mesh.events('repository.imported.v1')).length === 2)
    seen = (await mesh.events()).length
  })

  it('sees commits, branches and tags that appear', async () => {
    const second = repository.write('a.txt', 'b\n').commit('second (#4)')
    expect(await news('change.recorded', 'pr.merged')).toEqual([
      `change.recorded change/…/${second}`,
      'pr.merged pr/…/4',
    ])
    repository.git('tag', 'v1')
    expect(await news('release.published')).toEqual(['release.published release/…/v1'])
    repository.git('checkout', '-q', '-b', 'idea')
    const idea = repository.write('idea.txt', 'i\n').commit('idea')
    expect(await news('pr.opened')).toEqual([`change.recorded change/…/${idea}`, 'pr.opened branch/…/idea'])
  })

  it('sees a branch that moves, is rewritten and is merged', async () => {
    const more = repository.write('idea.txt', 'ii\n').commit('more')
    expect(await news('pr.updated')).toEqual([`change.recorded change/…/${more}`, 'pr.updated branch/…/idea'])
    const other = repository.write('idea.txt', 'iii\n').commit('other words', '--amend')
    expect(await news('branch.rewritten', 'pr.updated')).toEqual([
      `change.recorded change/…/${other}`,
      'branch.rewritten branch/…/idea',
      'pr.updated branch/…/idea',
    ])
    repository.git('checkout', '-q', 'main')
    const merge = repository.merge('take the idea', 'idea')
    expect(await news('pr.merged')).toEqual([`change.recorded change/…/${merge}`, 'pr.merged branch/…/idea'])
    const [landed] = (await mesh.events('pr.merged.v1')).slice(-1)
    expect(landed!.data).toMatchObject({ strategy: 'merge', merge_sha: merge, title: 'other words' })
  })

  it('tells a branch that was squashed from one that was given up', async () => {
    for (const name of ['squashed', 'dropped']) {
      repository.git('checkout', '-q', '-b', name, 'main')
      repository.write(`${name}.txt`, '1\n').commit(`${name} one`)
      repository.write(`${name}.txt`, '1\n2\n').commit(`${name} two`)
      await news('pr.opened')
    }
    repository.git('checkout', '-q', 'main')
    repository.write('a.txt', 'moved\n').commit('something else')
    repository.write('squashed.txt', '1\n2\n').commit('all of it at once')
    repository.git('branch', '-D', 'squashed', 'dropped')
    expect((await news('pr.merged', 'pr.closed')).slice(-2).sort()).toEqual([
      'pr.closed branch/…/dropped',
      'pr.merged branch/…/squashed',
    ])
    const [landed] = (await mesh.events('pr.merged.v1')).slice(-1)
    expect(landed!.data).toMatchObject({ strategy: 'squash', merge_sha: repository.git('rev-parse', 'main') })
  })

  it('sees a branch again that comes back as it was', async () => {
    repository.git('branch', 'again', 'main')
    repository.git('checkout', '-q', 'again')
    const sha = repository.write('again.txt', 'x\n').commit('again')
    await news('pr.opened')
    repository.git('checkout', '-q', 'main')
    repository.git('branch', '-D', 'again')
    expect(await news('pr.closed')).toEqual(['pr.closed branch/…/again'])
    repository.git('branch', 'again', sha)
    expect(await news('pr.opened')).toEqual(['pr.opened branch/…/again'])
  })

  it('sees a configuration that changes, and a main branch that is rewritten', async () => {
    const sha = repository.write('.heimgewebe.yaml', 'areas:\n  all: ["**"]\n').commit('configure')
    expect(await news('configuration.recorded', 'change.recorded')).toEqual([
      'configuration.recorded repository/…',
      `change.recorded change/…/${sha}`,
    ])
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    expect(await news('branch.rewritten')).toEqual([
      'configuration.recorded repository/…',
      'branch.rewritten branch/…/main',
    ])
  })

  it('merges a pull request when the branch that brought it reaches the main branch', async () => {
    repository.git('checkout', '-q', '-b', 'develop', 'main')
    const sha = repository.write('late.txt', 'late\n').commit('Late (#40)')
    expect(await news('pr.opened')).toEqual([`change.recorded change/…/${sha}`, 'pr.opened branch/…/develop'])
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--ff-only', 'develop')
    expect((await news('pr.merged', 'pr.merged')).sort()).toEqual(['pr.merged branch/…/develop', 'pr.merged pr/…/40'])
  })
})

/** Takes one such item out of a list; false when there is none. */
const remove = (items: string[], item: string): boolean => {
  const at = items.indexOf(item)
  if (at >= 0) items.splice(at, 1)
  return at >= 0
}
