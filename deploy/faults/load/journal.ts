import { closeSync, fdatasync, openSync, writeSync } from 'node:fs'

/** What a writer notes about one event: that it is about to send it, and what it was told. */
export interface Note {
  readonly note: 'attempt' | 'yes' | 'no' | 'unknown' | 'cut'
  readonly writer: string
  readonly id: string
  readonly type: string
  readonly subject: string
  /** Position and version, where chronik named them. */
  readonly position?: number
  readonly streamversion?: number
  /** Why it was refused. */
  readonly code?: string
}

/** Lines that are on disk before the writer goes on; writers that wait together share one fsync. */
export class Journal {
  private readonly fd: number
  private waiting: { readonly text: string; readonly done: () => void }[] = []
  private writing = false

  constructor(readonly path: string) {
    this.fd = openSync(path, 'a')
  }

  /** Resolves when the notes are on disk. */
  record(notes: readonly Note[]): Promise<void> {
    return new Promise((done) => {
      this.waiting.push({ text: notes.map((note) => `${JSON.stringify(note)}\n`).join(''), done })
      if (!this.writing) this.write()
    })
  }

  /** Marks a power cut: what was answered before it must be there after it. */
  cut(): Promise<void> {
    return this.record([{ note: 'cut', writer: '', id: '', type: '', subject: '' }])
  }

  close(): void {
    closeSync(this.fd)
  }

  private write(): void {
    this.writing = true
    const group = this.waiting
    this.waiting = []
    writeSync(this.fd, group.map(({ text }) => text).join(''))
    fdatasync(this.fd, (error) => {
      if (error) throw error
      for (const { done } of group) done()
      if (this.waiting.length > 0) this.write()
      else this.writing = false
    })
  }
}
