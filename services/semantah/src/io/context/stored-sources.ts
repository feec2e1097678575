import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import type { Candidate, ContextSource } from '@heimgewebe/context'
import { NoteStore } from '../memory/note-store.js'
import { SearchIndex } from '../search/search-index.js'
import { SETTINGS, type Settings } from '../settings.js'
import { jobFolder } from './job-folder.js'

const MOST_NOTES = 200
const MOST_ARTIFACTS = 50
const MAX_ARTIFACT = 1_048_576
const MOST_DOCUMENTS = 20

/** Notes, artifacts, earlier messages, and what happened before: the sources that this service itself holds. */
@Injectable()
export class StoredSources {
  constructor(
    private readonly notes: NoteStore,
    private readonly index: SearchIndex,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** All of them, for one repository where one is named. */
  all(repository: string | undefined): ContextSource[] {
    const sources = [this.memory(), this.artifacts(), this.history()]
    return this.settings.context.justInTime ? [...sources, this.documents(repository)] : sources
  }

  private memory(): ContextSource {
    return {
      name: 'memory',
      find: async ({ job }) =>
        (await this.notes.active(job, MOST_NOTES)).map(({ body, id, title, type }): Candidate => ({
          source: 'memory',
          title: `${type}: ${title}`,
          text: body || title,
          refs: [id],
        })),
    }
  }

  private history(): ContextSource {
    return {
      name: 'history',
      find: async ({ job }) =>
        (await this.notes.summaries(job, this.settings.context.history)).map(({ role, step, summary }): Candidate => ({
          source: 'history',
          title: `${role} in ${step}`,
          text: summary,
        })),
    }
  }

  private artifacts(): ContextSource {
    return {
      name: 'artifact',
      find: async ({ job }) => {
        const folder = join(this.settings.context.folder, 'artifacts', jobFolder(job))
        const names = (await readdir(folder).catch(() => [])).filter(
          (name) => name.endsWith('.json') && !name.startsWith('context_'),
        )
        const found: Candidate[] = []
        for (const name of names.sort().slice(0, MOST_ARTIFACTS)) {
          const path = join(folder, name)
          if ((await stat(path)).size > MAX_ARTIFACT) continue
          found.push({ source: 'artifact', title: name, text: await readFile(path, 'utf8') })
        }
        return found
      },
    }
  }

  private documents(repository: string | undefined): ContextSource {
    return {
      name: 'docs',
      find: async ({ stepText, task }) => {
        const question = `${task.title}\n${task.text}\n${stepText.title}\n${stepText.text}`.slice(0, 8000)
        const filter = repository === undefined ? {} : { repository }
        const { hits } = await this.index.search(question, filter, MOST_DOCUMENTS)
        return hits.map(({ event, snippet, subject, title }): Candidate => ({
          source: 'docs',
          title: `${subject} ${title}`,
          text: snippet || title,
          refs: [event],
        }))
      },
    }
  }
}
