import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder for one test file, removed by `remove`. */
export const scratch = (): { readonly path: (name: string) => string; readonly remove: () => void } => {
  const root = mkdtempSync(join(tmpdir(), 'heimgewebe-git-'))
  return { path: (name) => join(root, name), remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** A repository that a test makes with git itself, as a person would. */
export class TestRepository {
  private clock = 1_700_000_000

  constructor(
    readonly path: string,
    ...init: string[]
  ) {
    execFileSync('git', ['init', '-q', '-b', 'main', ...init, path], { env: ENVIRONMENT })
  }

  git(...args: string[]): string {
    return this.run(args, {})
  }

  write(path: string, content: string | Buffer, mode?: number): this {
    const file = join(this.path, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    if (mode !== undefined) chmodSync(file, mode)
    return this
  }

  /** Commits all there is, a minute after the commit before; gives its id. */
  commit(message: string | Buffer, ...args: string[]): string {
    this.git('add', '-A')
    this.clock += 60
    const dates = { GIT_AUTHOR_DATE: `${this.clock} +0000`, GIT_COMMITTER_DATE: `${this.clock} +0000` }
    this.run(['commit', '-q', '--allow-empty', '--allow-empty-message', ...args, '-F', '-'], dates, message)
    return this.git('rev-parse', 'HEAD')
  }

  /** A commit with these very bytes as its message, which git itself would mend. */
  commitRaw(message: Buffer): string {
    const tree = this.git('write-tree')
    const who = `Ada <ada@example.org> ${(this.clock += 60)} +0000`
    const head = `tree ${tree}\nparent ${this.git('rev-parse', 'HEAD')}\nauthor ${who}\ncommitter ${who}\n\n`
    const object = Buffer.concat([Buffer.from(head), message])
    const sha = this.run(['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {}, object)
    this.git('reset', '-q', '--hard', sha)
    return sha
  }

  merge(message: string, ...branches: string[]): string {
    this.clock += 60
    const dates = { GIT_AUTHOR_DATE: `${this.clock} +0000`, GIT_COMMITTER_DATE: `${this.clock} +0000` }
    this.run(['merge', '-q', '--no-ff', '-m', message, ...branches], dates)
    return this.git('rev-parse', 'HEAD')
  }

  private run(args: string[], more: Record<string, string>, input?: string | Buffer): string {
    const env = { ...ENVIRONMENT, ...more }
    return execFileSync('git', args, { cwd: this.path, env, ...(input === undefined ? {} : { input }) })
      .toString('utf8')
      .trim()
  }
}

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'protocol.file.allow',
  GIT_CONFIG_VALUE_0: 'always',
  GIT_AUTHOR_NAME: 'Ada Löwe',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Löwe',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

/** All items of a stream. */
export const gathered = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
