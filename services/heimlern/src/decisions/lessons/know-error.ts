import type { ErrorIdentity } from '@heimgewebe/decider'
import { type ErrorKnown, MOST, type OpenError, type Repair } from './lesson.js'

/** An error that was not seen before. */
const unseen = ({ fingerprint, family, template, type }: ErrorIdentity): ErrorKnown => ({
  fingerprint,
  family,
  template,
  type,
  members: [],
  seen: [],
  count: 0,
  repairs: [],
  tries: {},
  flaky: [],
  told: {},
})

/** The errors of one event: starts from what is known, ends as a list of what has changed. */
export class Errors {
  private readonly changed = new Map<string, ErrorKnown>()

  constructor(private readonly known: ReadonlyMap<string, ErrorKnown>) {}

  /** What is known of an error or family, after what was learned so far. */
  get(fingerprint: string): ErrorKnown | undefined {
    return this.changed.get(fingerprint) ?? this.known.get(fingerprint)
  }

  /** It was seen in a change or incident; again in the same one counts once. */
  see(error: ErrorIdentity, sighting: ErrorKnown['seen'][number]): void {
    for (const key of [error.fingerprint, error.family]) {
      const before = this.get(key) ?? unseen({ ...error, fingerprint: key })
      const again = before.seen.some(({ subject }) => subject === sighting.subject)
      const members = [...new Set([...before.members, error.fingerprint])].slice(0, MOST)
      if (again && members.length === before.members.length) continue
      this.put({
        ...before,
        members,
        ...(again ? {} : { seen: [sighting, ...before.seen].slice(0, MOST), count: before.count + 1 }),
      })
    }
  }

  /** A change after which it was still there. */
  tryInVain(open: OpenError, kind: string): void {
    this.both(open, (error) => ({ ...error, tries: { ...error.tries, [kind]: (error.tries[kind] ?? 0) + 1 } }))
  }

  /** A change after which it was gone. */
  mend(open: OpenError, repair: Repair): void {
    this.both(open, (error) => ({ ...error, repairs: [repair, ...error.repairs].slice(0, MOST) }))
  }

  /** It is back in the change in which it was gone. */
  comeBack(error: ErrorIdentity, subject: string): void {
    this.both(error, (known) => {
      const at = known.repairs.findIndex((repair) => repair.subject === subject && repair.held)
      return { ...known, repairs: known.repairs.map((repair, i) => (i === at ? { ...repair, held: false } : repair)) }
    })
  }

  /** It came and went without any change. */
  waver(open: OpenError, subject: string, events: readonly string[]): void {
    this.both(open, (error) => ({ ...error, flaky: [{ subject, events }, ...error.flaky].slice(0, MOST) }))
  }

  put(error: ErrorKnown): void {
    this.changed.set(error.fingerprint, error)
  }

  /** What differs from before. */
  changes(): ErrorKnown[] {
    return [...this.changed.values()]
  }

  private both(of: { fingerprint: string; family: string }, step: (error: ErrorKnown) => ErrorKnown): void {
    for (const key of [of.fingerprint, of.family]) {
      const before = this.get(key)
      if (before) this.put(step(before))
    }
  }
}
