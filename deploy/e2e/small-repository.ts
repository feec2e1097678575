import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const FIRST_COMMIT = Date.parse('2026-06-01T08:00:00Z')
const STEP_MS = 11 * 3_600_000

/** A git repository that a test fills commit by commit; times are fixed, so that every run makes the same commits. */
export class SmallRepository {
  commits = 0
  /** Moment of the next commits, in milliseconds; absent: 11 hours after the one before. */
  now: number | undefined

  constructor(readonly path: string) {}

  /** An empty repository with the branch main. */
  async init(): Promise<void> {
    await mkdir(this.path, { recursive: true })
    await this.git('init', '--quiet', '--initial-branch=main')
  }

  /** Writes files and commits them; returns the full id. */
  async commit(
    message: string,
    files: Readonly<Record<string, string>>,
    author = 'Ada <ada@example.org>',
  ): Promise<string> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, name)), { recursive: true })
      await writeFile(join(this.path, name), text)
    }
    await this.git('add', '--all')
    await this.git('commit', '--quiet', '--allow-empty', `--author=${author}`, `--message=${message}`)
    this.commits += 1
    return (await this.git('rev-parse', 'HEAD')).trim()
  }

  /** Runs git in the repository. */
  async git(...args: string[]): Promise<string> {
    const date = new Date(this.now ?? FIRST_COMMIT + this.commits * STEP_MS).toISOString()
    const env = {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
    }
    const { stdout } = await promisify(execFile)('git', ['-C', this.path, ...args], { env })
    return stdout
  }

  /** A past worth judging: some areas, a fix, a revert, and a branch that is still open. */
  async fill(): Promise<void> {
    const lines = (word: string, count: number): string =>
      Array.from({ length: count }, (_, line) => `${word} ${line}\n`).join('')
    await this.commit('shop: first version', {
      'src/auth/login.ts': lines('login', 20),
      'src/cart/cart.ts': lines('cart', 30),
    })
    for (let round = 1; round <= 12; round++)
      await this.commit(
        `cart: step ${round}`,
        { 'src/cart/cart.ts': lines(`cart ${round}`, 30 + round) },
        'Jon <jon@example.org>',
      )
    const broken = await this.commit('auth: refresh tokens (#7)', { 'src/auth/login.ts': lines('refresh', 60) })
    await this.commit(`auth: accept old tokens (#8)\n\nFixes: ${broken}`, {
      'src/auth/login.ts': lines('refreshed', 58),
    })
    const worse = await this.commit('auth: end idle sessions (#9)', { 'src/auth/session.ts': lines('idle', 80) })
    await this.commit(`Revert "auth: end idle sessions (#9)"\n\nThis reverts commit ${worse}.`, {
      'src/auth/session.ts': '',
    })
    for (let round = 1; round <= 8; round++)
      await this.commit(`docs: page ${round}`, { [`docs/${round}.md`]: lines('page', 5) })
    await this.git('switch', '--quiet', '--create', 'rotate-keys')
    await this.commit('auth: rotate keys', {
      'src/auth/login.ts': lines('rotated', 90),
      'src/auth/session.ts': lines('keys', 40),
    })
    await this.git('switch', '--quiet', 'main')
  }
}
