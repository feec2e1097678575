import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readConfiguration } from '../../../../services/chronik/src/decisions/read-configuration.js'
import { Failure } from '../failure.js'
import { Terminal } from '../output/terminal.js'
import { buildProgram } from '../program.js'

const git = async (folder: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c', '-C', folder, ...args])).stdout

describe('heimgewebe init', () => {
  let root: string
  let number = 0
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'init ß '))
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  /** A repository with these files in one commit. */
  const repository = async (files: Record<string, string>): Promise<string> => {
    const folder = join(root, String(number++))
    await mkdir(folder)
    await git(folder, 'init', '--quiet', '--initial-branch=main')
    return committed(folder, files)
  }
  const committed = async (folder: string, files: Record<string, string>): Promise<string> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await git(folder, 'add', '--all')
    await git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'More')
    return folder
  }
  /** Runs it with no mesh anywhere; a failure counts by its exit code, as in `main`. */
  const cli = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const said = { out: '', err: '' }
    const [out, err] = [
      { write: (text: string) => (said.out += text) },
      { write: (text: string) => (said.err += text) },
    ] as const
    const program = buildProgram(
      { HEIMGEWEBE_HOME: join(root, 'no-mesh') },
      root,
      new Terminal(out, err, { NO_COLOR: '1' }),
      new AbortController().signal,
      () => undefined,
    )
    const code = await program(['init', ...args]).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
      said.err += error.message
      return error.exitCode
    })
    return { code, ...said }
  }

  const NODE = {
    'package.json': JSON.stringify({ scripts: { test: 'jest', lint: 'eslint .', typecheck: 'tsc', build: 'x' } }),
    'package-lock.json': JSON.stringify(
      { packages: { a: { resolved: 'https://packages.example.org/a/-/a-1.tgz' } } },
      null,
      1,
    ),
    'src/auth/login.ts': '1',
    'src/web/page.ts': '1',
    'lib/auth/index.ts': '1',
  }

  it('suggests guards from scripts, a step from the lock file and areas from changes, each with its reason', async () => {
    const folder = await committed(await repository(NODE), { 'src/web/page.ts': '2' })
    const { code, out, err } = await cli(folder)
    const read = readConfiguration(out)

    expect(code).toBe(0)
    expect(read.problems).toEqual([])
    expect(read.guards.map(({ name, area, command, prepare }) => [name, area, command, prepare])).toEqual([
      ['tests', '*', 'npm test', 'deps'],
      ['lint', '*', 'npm run lint', 'deps'],
      ['types', '*', 'npm run typecheck', 'deps'],
    ])
    expect(read.prepare).toMatchObject([
      {
        name: 'deps',
        command: 'npm ci --ignore-scripts',
        keyed_by: ['package.json', 'package-lock.json'],
        keeps: [{ path: 'node_modules', scratch: ['.cache', '.vite', '.vite-temp'] }],
        hosts: ['packages.example.org'],
        network_for: 'default_branch',
      },
    ])
    expect(read.areas.map(({ name, paths }) => [name, ...paths])).toEqual([
      ['web', 'src/web/**'],
      ['lib-auth', 'lib/auth/**'],
      ['src-auth', 'src/auth/**'],
    ])
    expect(out).toContain("web: { paths: ['src/web/**'] } # in 2 of the last 2 commits")
    expect(out).toContain('# the script "lint" of package.json')
    expect(err).toContain('heimgewebe init --write')
  })

  it('knows pnpm, workspaces, other registries, and scripts that test nothing', async () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1', lint: 'x' }
    const { out } = await cli(
      await repository({
        'package.json': JSON.stringify({ scripts }),
        'pnpm-lock.yaml': '',
        'pnpm-workspace.yaml': '',
        '.npmrc': 'registry=https://npm.corp.example/\n',
      }),
    )
    const { guards, prepare } = readConfiguration(out)

    expect(guards.map(({ command }) => command)).toEqual(['pnpm run lint'])
    expect(prepare).toMatchObject([
      {
        command: 'pnpm install --frozen-lockfile --ignore-scripts',
        keyed_by: ['**/package.json', 'pnpm-lock.yaml', '.npmrc', 'pnpm-workspace.yaml'],
        hosts: ['npm.corp.example'],
      },
    ])
  })

  it.each([
    [{ 'requirements.txt': 'pytest==8', 'test_a.py': '' }, 'venv', '.venv', '.venv/bin/python -m pytest'],
    [{ 'pyproject.toml': '[project]\n', 'tests/test_a.py': '' }, 'venv', '.venv', '.venv/bin/python -m pytest'],
    [{ 'go.mod': 'module x', 'go.sum': '' }, 'modules', '~/go/pkg/mod', 'go test ./...'],
    [{ 'go.mod': 'module x' }, 'modules', '~/.cache/go-build', 'go test ./...'],
    [{ 'Cargo.toml': '[package]', 'Cargo.lock': '' }, 'crates', '~/.cargo/registry', 'cargo test --offline'],
    [{ Makefile: 'x := 1\ntest: all\n\techo\ncheck:\n' }, undefined, undefined, 'make test'],
    [{ Makefile: 'test := 1\ncheck: all\n' }, undefined, undefined, 'make check'],
  ])('knows %j', async (files, step, kept, command) => {
    const { code, out } = await cli(await repository(files as unknown as Record<string, string>))
    const { guards, prepare, problems } = readConfiguration(out)

    expect([code, problems]).toEqual([0, []])
    expect(guards[0]).toMatchObject({ command, ...(step === undefined ? {} : { prepare: step }) })
    expect(prepare?.[0]?.name).toBe(step)
    expect(prepare?.[0]?.keeps[0]?.path).toBe(kept)
  })

  it('says where there is nothing to guard with, and what is wrong with a place', async () => {
    const empty = await cli(await repository({ 'README.md': 'x' }))
    const nowhere = await cli(join(root, 'nowhere'))

    expect(empty.code).toBe(1)
    expect(empty.err).toContain('name your own commands under guards')
    expect(readConfiguration(empty.out)).toMatchObject({ guards: [], problems: [] })
    expect(nowhere.code).toBe(2)
  })

  it('writes where it is told to, commits nothing, and leaves what is there', async () => {
    const folder = await repository(NODE)
    const first = await cli(folder, '--write', '--json')
    const written = await readFile(join(folder, '.heimgewebe.yaml'), 'utf8')
    await writeFile(join(folder, '.heimgewebe.yaml'), 'mine')
    const second = await cli(folder, '--write')
    await rm(join(folder, '.heimgewebe.yaml'))
    await symlink(join(folder, 'elsewhere'), join(folder, '.heimgewebe.yaml'))
    const third = await cli(folder, '--write')

    expect(first.code).toBe(0)
    expect(JSON.parse(first.out)).toMatchObject({ written: true, text: written, guards: [{ name: 'tests' }, {}, {}] })
    expect(second).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
    expect(third.code).toBe(2)
    expect(await git(folder, 'status', '--porcelain')).toBe('?? .heimgewebe.yaml\n')
    expect(await git(folder, 'log', '--format=%s')).toBe('More\n')
  })

  it('writes what it can read, whatever the names', async () => {
    const names = [
      "it's",
      'a: b',
      '#x',
      '- y',
      '{z}',
      'true',
      'null',
      '1e3',
      'ü/ß',
      '$(id)',
      'a\nb',
      '\u001b[2J',
      '*',
      '!',
      '&a',
    ]
    const files = Object.fromEntries(names.map((name) => [`${name}/file`, '1']))
    const { out, code } = await cli(await repository({ ...files, Makefile: 'test:\n' }))
    const { areas, problems } = readConfiguration(out)

    expect([code, problems]).toEqual([0, []])
    expect(areas.map(({ name }) => name).toSorted()).toEqual(['1e3', 'null', 'true', 'ü'])
    expect(out).not.toContain('\u001b')
  })
})
