import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { archiveNotes } from '../decisions/archive-notes.js'
import { NoteStore } from '../io/memory/note-store.js'
import type { Tables } from '../io/tables.js'

/** A note is remembered; where there are too many, the older ones go into the archive. */
@Controller()
export class OnNoteWritten {
  constructor(private readonly notes: NoteStore) {}

  @OnEvent('note.written.v1')
  async handle(event: MeshEvent<'note.written.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    const leaving = await this.notes.keep(event, delivery)
    return leaving ? archiveNotes(event, leaving) : []
  }
}
