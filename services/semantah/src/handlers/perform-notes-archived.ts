import { join } from 'node:path'
import { Controller, Inject, Logger } from '@nestjs/common'
import { writeWhole } from '@heimgewebe/access'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { Perform, PerformUnknown } from '@heimgewebe/mesh'
import { jobFolder } from '../io/context/job-folder.js'
import { NoteStore } from '../io/memory/note-store.js'
import { SETTINGS, type Settings } from '../io/settings.js'

type Archived = MeshEvent<'notes.archived.v1'>

/** Writes archived notes into a file. They stay in the log as well, so that a file that is not written is no loss. */
@Controller()
export class PerformNotesArchived {
  private readonly log = new Logger('notes')

  constructor(
    private readonly notes: NoteStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Perform('notes.archived.v1')
  async run({ data }: Archived): Promise<Draft[]> {
    const notes = await this.notes.named(data.notes)
    const file = join(this.settings.context.folder, 'memory', jobFolder(data.job), data.file)
    await writeWhole(file, JSON.stringify({ job: data.job, notes }, null, 1))
    return []
  }

  @PerformUnknown('notes.archived.v1')
  unknown({ data }: Archived): Draft[] {
    this.log.warn(`${data.file} of ${data.job} may not have been written; its notes are in the log`)
    return []
  }
}
