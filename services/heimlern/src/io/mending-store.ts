import { Inject, Injectable } from '@nestjs/common'
import { mayBeAskedFor } from '@heimgewebe/model'
import type { Delivery } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { LessonStore } from './lesson-store.js'
import { ProposalStore } from './proposal-store.js'
import type { HeimlernTables } from './tables.js'

interface Mended {
  readonly change: string
  readonly fix: string
  readonly event: string
}

interface State {
  readonly repairs: number
  readonly asked: number
  readonly whole: boolean
}

/** The rules about asking, as the decisions have them. */
interface Asking<Known, Asked> {
  readonly isDue: (state: State) => boolean
  readonly ask: (known: Known) => Asked | undefined
}

const NOTHING: State = { repairs: 0, asked: 0, whole: false }

/** Repairs: which change mended which bad one, and how far they were looked at. */
@Injectable()
export class MendingStore {
  constructor(
    private readonly lessons: LessonStore,
    private readonly proposals: ProposalStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Adds repairs, and asks what they took out of the code where that is due. `now`: at once, or only where the history of
   * the repository was read to its end; `end` says that it was.
   */
  async take<Known, Asked extends { readonly data: object }>(
    delivery: Delivery<HeimlernTables>,
    repository: string,
    mended: readonly Mended[],
    now: 'at once' | 'in order' | 'end',
    { isDue, ask }: Asking<Known, Asked>,
  ): Promise<Asked[]> {
    const added = await this.add(delivery, repository, mended)
    if (added === 0 && now !== 'end') return []
    const before = (await this.lessons.get<State>(delivery, 'setup', repository, 'mining')) ?? NOTHING
    const state = { ...before, repairs: before.repairs + added, whole: before.whole || now === 'end' }
    const isTime = (state.whole || now === 'at once') && isDue(state)
    const asked = isTime ? ask((await this.known(delivery, repository)) as Known) : undefined
    const value = { ...state, ...(asked === undefined ? {} : { asked: state.repairs }) }
    this.lessons.put(delivery, repository, [{ shelf: 'setup', key: 'mining', value }])
    // A language model that finds something in it later has it tried on the same past.
    if (asked !== undefined)
      this.lessons.put(delivery, repository, [{ shelf: 'setup', key: 'question', value: { mining: asked.data } }])
    return asked === undefined ? [] : [asked]
  }

  /** The number of repairs that are new. */
  private async add(
    delivery: Delivery<HeimlernTables>,
    repository: string,
    mended: readonly Mended[],
  ): Promise<number> {
    let added = 0
    for (const one of mended) {
      const key = `${one.change} ${one.fix}`
      if (await this.lessons.get(delivery, 'mended', repository, key)) continue
      this.lessons.put(delivery, repository, [{ shelf: 'mended', key, value: one }])
      added++
    }
    return added
  }

  /** What a question about the latest repairs rests on. */
  private async known(delivery: Delivery<HeimlernTables>, repository: string) {
    const rows = await this.lessons.latest<Mended>(delivery, 'mended', repository, this.config.lintCases)
    const mended = rows.map(([, one]) => one)
    const past = await this.lessons.past<{ readonly subject: string }>(delivery, repository)
    const subjects = [...mended.flatMap(({ change, fix }) => [change, fix]), ...past.map(({ subject }) => subject)]
    return {
      repository,
      mended,
      past,
      cases: await this.lessons.all<object>(
        delivery,
        'case',
        repository,
        mended.map(({ change }) => change),
      ),
      commits: await this.proposals.commitsOf(
        delivery,
        subjects.filter((subject) => !subject.startsWith('change/')),
      ),
      goodWanted: this.config.lintGood,
      showCode: await mayBeAskedFor(this.config.modelsFile, 'lint_rule'),
    }
  }
}
