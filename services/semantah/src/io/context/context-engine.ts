import { join } from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import { writeWhole } from '@heimgewebe/access'
import { buildContext, type Context, type ContextRequest, countTokens, type Diagnostics } from '@heimgewebe/context'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { SearchIndex } from '../search/search-index.js'
import { SETTINGS, type Settings } from '../settings.js'
import type { Tables } from '../tables.js'
import { jobFolder } from './job-folder.js'
import { RepositorySource } from './repository-source.js'
import { StoredSources } from './stored-sources.js'

/** Builds contexts for people and models out of all that this service knows. */
@Injectable()
export class ContextEngine {
  constructor(
    private readonly repository: RepositorySource,
    private readonly stored: StoredSources,
    private readonly index: SearchIndex,
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** A context; the messages as they were where contexts are switched off. Rejects with `ContextTooLargeError`. */
  build(request: ContextRequest, repository: string | undefined): Promise<Context> {
    const { enabled, limits } = this.settings.context
    if (!enabled) return Promise.resolve(untouched(request))
    const { provider } = this.index
    return buildContext(request, {
      limits,
      sources: [...this.stored.all(repository), ...(repository === undefined ? [] : [this.repository.of(repository)])],
      embed: (texts) => provider.embed(texts),
      // Notes are archived when they are written, in the transaction of their event: there is nothing left to do here.
      maintain: () => Promise.resolve(0),
      keep: (_, diagnostics) => this.keep(request, diagnostics),
    })
  }

  /** What was built for a step last; nothing where nothing was. */
  async metric(job: string, step: string): Promise<Diagnostics | undefined> {
    const row = await this.db
      .selectFrom('context_metric')
      .select('diagnostics')
      .where('job', '=', job)
      .where('step', '=', step)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.diagnostics as Diagnostics | undefined
  }

  private async keep({ job, step }: ContextRequest, diagnostics: Diagnostics): Promise<void> {
    const text = JSON.stringify(diagnostics)
    const name = `context_${jobFolder(step)}.json`
    await writeWhole(join(this.settings.context.folder, 'artifacts', jobFolder(job), name), text)
    await this.db.insertInto('context_metric').values({ job, step, at: new Date(), diagnostics: text }).execute()
  }
}

const untouched = ({ base }: ContextRequest): Context => ({
  messages: base,
  candidates: [],
  hints: [],
  diagnostics: {
    steps: [],
    found: {},
    problems: [],
    archived: 0,
    selected: 0,
    tokensBase: base.reduce((sum, { content }) => sum + countTokens(content), 0),
    tokensFinal: 0,
    tokensClipped: 0,
    compactOps: 0,
    dropped: 0,
  },
})
