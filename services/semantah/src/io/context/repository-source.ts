import { Inject, Injectable } from '@nestjs/common'
import { type Candidate, type ContextRequest, type ContextSource, cutToTokens, wordsOf } from '@heimgewebe/context'
import { listFiles, readBlobs, type TreeFile } from '@heimgewebe/git'
import { SETTINGS, type Settings } from '../settings.js'
import { RepositoryMirror } from './repository-mirror.js'

/** Largest file that is read, in bytes. */
const MAX_FILE = 512 * 1024
const TEXT = /\.(md|rst|txt|adoc|[cm]?[jt]sx?|py|go|java|kt|rs|c|h|cc|cpp|hpp|cs|rb|php|sh|sql|ya?ml|toml|json|proto)$/i

/** Files of the repository: those that the step names, else those whose paths speak of what is asked. */
@Injectable()
export class RepositorySource {
  constructor(
    private readonly mirrors: RepositoryMirror,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The source for one repository. */
  of(repository: string): ContextSource {
    return { name: 'repo', find: (request) => this.find(repository, request) }
  }

  private async find(repository: string, request: ContextRequest): Promise<Candidate[]> {
    const head = await this.mirrors.head(repository)
    if (!head) return []
    const all = (await listFiles(head.mirror, head.sha)).filter(({ size }) => size <= MAX_FILE)
    const wanted = this.choose(all, request)
    const found: Candidate[] = []
    let at = 0
    for await (const content of readBlobs(
      head.mirror,
      wanted.map(({ blob }) => blob),
    )) {
      const { path } = wanted[at++]!
      const text = content?.toString('utf8') ?? ''
      if (text.includes('\0')) continue
      const cut = cutToTokens(text, this.settings.context.snippetTokens)
      found.push({ source: 'repo', title: path, text: cut, refs: [`file/${repository}/${path}`] })
    }
    return found
  }

  private choose(all: readonly TreeFile[], { stepText, task }: ContextRequest): TreeFile[] {
    const { files: most } = this.settings.context
    const named = new Set(stepText.files ?? [])
    if (named.size > 0) return all.filter(({ path }) => named.has(path)).slice(0, most)
    const words = new Set(wordsOf(`${task.title} ${task.text} ${stepText.title} ${stepText.text}`))
    const fits = ({ path }: TreeFile): number => wordsOf(path).filter((word) => words.has(word)).length
    return all
      .filter(({ path }) => TEXT.test(path))
      .map((file) => ({ file, fit: fits(file) }))
      .sort((one, other) => other.fit - one.fit || (one.file.path < other.file.path ? -1 : 1))
      .slice(0, most)
      .map(({ file }) => file)
  }
}
