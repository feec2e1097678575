import { type AnyDraft, draft } from '@heimgewebe/contracts'
import { SmallRepository } from '../e2e/small-repository.js'

/** A proposed change with its commit in the repository. */
export interface Change {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly head: string
  readonly base: string
  readonly at: number
  readonly files: Readonly<Record<string, string>>
}

const DAY_MS = 86_400_000

/** Login, as it is right: a token counts for an hour. `accepts` is the condition; what else it may be is a fault. */
export const login = (accepts = '[ "$1" -lt 3600 ]', note = ''): string =>
  `#!/bin/sh\n# login.sh <age of a token in seconds>: says whether it still counts.\n${note}if ${accepts}; then echo yes; else echo no; fi\n`

const AUTH_TEST = `#!/bin/sh
# A token counts for an hour and not a second longer.
for age in 10 3599; do
  [ "$(sh src/auth/login.sh $age)" = yes ] || { echo "FAIL fresh token: a token of $age s is refused"; exit 1; }
done
for age in 3600 90000; do
  [ "$(sh src/auth/login.sh $age)" = no ] || { echo "FAIL old token: a token of $age s is accepted"; exit 1; }
done
echo "ok: 4 tokens"
`

/** `.heimgewebe.yaml` of the shop. */
const configuration = (usedBy: readonly string[], critical: boolean): string => `areas:
  auth: { paths: ['src/auth/**'], used_by: [${usedBy.join(', ')}]${critical ? ', critical: true' : ''} }
  web: { paths: ['src/web/**'] }
  api: { paths: ['src/api/**'] }
  worker: { paths: ['src/worker/**'] }
  mail: { paths: ['src/mail/**'] }
guards:
  auth-tests: { area: auth, command: sh test/auth.sh, time: 1m, memory: 256MiB }
`

/** A real git repository of a small shop, with the changes that are made to it. Pull requests lie where a git host has them. */
export class Shop {
  private constructor(
    readonly name: string,
    private readonly repository: SmallRepository,
  ) {}

  get path(): string {
    return this.repository.path
  }

  /** The shop with a quiet past of twelve changes that touch everything but auth, the last of them a day before `until`. */
  static async found(
    path: string,
    name: string,
    until: number,
    usedBy: readonly string[],
    critical = false,
  ): Promise<Shop> {
    const repository = new SmallRepository(path)
    const shop = new Shop(name, repository)
    repository.now = until - 40 * DAY_MS
    await repository.init()
    await repository.commit('shop: first version', {
      '.heimgewebe.yaml': configuration(usedBy, critical),
      'src/auth/login.sh': login(),
      'src/auth/about.txt': lines('about', 20),
      'src/web/page.html': lines('page', 40),
      'src/api/routes.txt': lines('route', 30),
      'src/worker/jobs.txt': lines('job', 30),
      'src/mail/mail.txt': lines('mail', 20),
      'test/auth.sh': AUTH_TEST,
    })
    for (let n = 1; n <= 12; n++) {
      repository.now = until - (40 - 3 * n) * DAY_MS
      const [area, file] = [
        ['web', 'page.html'],
        ['api', 'routes.txt'],
        ['worker', 'jobs.txt'],
        ['mail', 'mail.txt'],
      ][n % 4]!
      await repository.commit(
        `${area}: step ${n}`,
        { [`src/${area}/${file}`]: lines(`${area} ${n}`, 30 + 5 * n) },
        n % 2 ? 'Jon <jon@example.org>' : 'Mia <mia@example.org>',
      )
    }
    return shop
  }

  /** Commits a change beside main, as a pull request, and leaves main as it is. */
  async propose(change: Omit<Change, 'head' | 'base'>): Promise<Change> {
    const { number, title, author, at, files } = change
    this.repository.now = at
    const base = await this.revision('main')
    await this.git('switch', '--quiet', '--detach', 'main')
    const head = await this.repository.commit(title, files, `${author} <${author.toLowerCase()}@example.org>`)
    await this.git('update-ref', `refs/pull/${number}/head`, head)
    await this.git('switch', '--quiet', 'main')
    return { ...change, head, base }
  }

  /** Merges a change as one commit, as the button of a git host does. */
  async merge({ number, title, author, files }: Change, at: number): Promise<string> {
    this.repository.now = at
    return this.repository.commit(`${title} (#${number})`, files, `${author} <${author.toLowerCase()}@example.org>`)
  }

  /** Merges a branch of the mesh, as a person does who has read it. */
  async mergeBranch(branch: string, at: number): Promise<void> {
    this.repository.now = at
    await this.git('merge', '--quiet', '--no-ff', '--no-edit', branch)
  }

  async revision(name: string): Promise<string> {
    return (await this.git('rev-parse', name)).trim()
  }

  git(...args: string[]): Promise<string> {
    return this.repository.git(...args)
  }

  subject({ number }: Pick<Change, 'number'>): string {
    return `pr/${this.name}/${number}`
  }

  /** What the git host tells when the change is opened. The lines are those that git counts. */
  async opened(change: Change): Promise<AnyDraft> {
    const counted = (await this.git('diff', '--numstat', change.base, change.head)).trim().split('\n')
    const files = counted.map((line) => {
      const [added, deleted, path] = line.split('\t')
      return { path: path!, status: 'modified' as const, added: Number(added), deleted: Number(deleted) }
    })
    const sum = (of: 'added' | 'deleted'): number => files.reduce((total, file) => total + file[of], 0)
    return draft('pr.opened.v1', {
      subject: this.subject(change),
      time: iso(change.at),
      data: {
        repository: this.name,
        number: change.number,
        branch: `change-${change.number}`,
        base_branch: 'main',
        head: change.head,
        base: change.base,
        title: change.title,
        author: { name: change.author, email: `${change.author.toLowerCase()}@example.org` },
        commits: [change.head],
        added: sum('added'),
        deleted: sum('deleted'),
        files_known: true,
        files,
      },
    })
  }
}

/** A moment as events have it. */
export const iso = (at: number): string => new Date(at).toISOString()

const lines = (word: string, count: number): string =>
  Array.from({ length: count }, (_, line) => `${word} ${line}\n`).join('')
