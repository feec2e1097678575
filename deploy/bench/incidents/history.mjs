// A history of one repository in the shape of a real one, and incidents of it: most events are commits, few files are changed
// often, each has names of its own, people and titles repeat, one change in ten is a fix that replaces lines of the broken
// one, few broke something that was reported. The same at every call.
import { randomFrom } from '../semantah/events.mjs'

export const REPOSITORY = 'acme/shop'
const START = Date.UTC(2018, 0, 1)
const MINUTE = 60_000
const NOUNS =
  'token order cart price stock user login cache queue invoice refund session mail search index report tax address coupon batch'
const VERBS =
  'load save read write check parse send fetch merge split count close open retry apply reset build render sync drop'

/** A history that is made event by event, and reports about its last changes. */
export class History {
  constructor(events) {
    this.random = randomFrom(11)
    const [nouns, verbs] = [NOUNS.split(' '), VERBS.split(' ')]
    this.files = Array.from({ length: Math.max(100, Math.round(events / 14)) }, (_, n) => {
      const noun = nouns[n % nouns.length]
      const names = Array.from(
        { length: 8 },
        () => `${this.of(verbs)}${cap(this.of(nouns))}${cap(this.of(nouns))}${n % 97}`,
      )
      return {
        path: `src/${noun}/part-${n % 60}/${this.of(verbs)}-${noun}-${n}.ts`,
        lines: 40 + Math.floor(this.random() * 200),
        names,
      }
    })
    /** The latest changes, the last one last. */
    this.recent = []
    this.time = START
    this.number = 0
  }

  /** The next event of the history. */
  next() {
    this.number++
    this.time += 37 * MINUTE
    const kind = this.random()
    if (kind < 0.78 || this.recent.length < 20) return this.change()
    if (kind < 0.9) return this.run()
    if (kind < 0.996) return this.issue()
    return this.incident(this.of(this.recent), true)
  }

  /** A report about one of the last changes, as a monitor writes it; `known` where it says which one it was. */
  incident(cause, known = false) {
    const place = this.of(cause.files)
    const name = this.of(place.file.names)
    const told = this.random()
    const trace = `    at ${name} (${place.file.path}:${place.line})\n    at run (src/main.ts:12)`
    const words = `${name} fails since the last release: ${cause.title.split(': ')[1]}`
    const subject = `incident/shop-${known ? 'past' : 'now'}-${++this.number}`
    const data = {
      repository: REPOSITORY,
      title: `${name} throws`,
      // A third names lines, a third only names, a third only words.
      text: told < 0.34 ? `TypeError: ${name} of undefined\n${trace}` : told < 0.67 ? `Error in ${name}` : words,
      severity: 'error',
      ...(told < 0.2 ? { files: [place.file.path] } : {}),
      ...(known ? { caused_by: cause.subject } : {}),
      detected_at: new Date(this.time).toISOString(),
    }
    return { ...this.event('incident.detected.v1', subject, data), cause: cause.subject }
  }

  change() {
    const n = this.number
    const sha = n.toString(16).padStart(40, '0')
    const fixed = this.recent.length > 20 && this.random() < 0.1 ? this.of(this.recent) : undefined
    const wanted = new Set(fixed ? [this.of(fixed.files).file] : [])
    for (let i = Math.floor(this.random() ** 2 * 7); i >= 0; i--)
      wanted.add(this.files[Math.floor(this.random() ** 3 * this.files.length)])
    const touched = [...wanted].map((file) => {
      const line = 1 + Math.floor(this.random() * file.lines)
      const old = Math.min(file.lines - line + 1, Math.floor(this.random() * 8))
      const added = 1 + Math.floor(this.random() * 14)
      file.lines += added - old
      return { file, line, old, added }
    })
    const names = touched.flatMap(({ file }) => [this.of(file.names), this.of(file.names)])
    const title = `${fixed ? 'fix' : 'feat'}: ${names[0]} and ${names.at(-1)}`
    const subject = `change/${REPOSITORY}/${sha}`
    this.recent.push({ subject, sha, title, files: touched })
    if (this.recent.length > 300) this.recent.shift()
    const person = Math.floor(this.random() ** 2 * 200)
    const at = new Date(this.time).toISOString()
    const sum = (field) => touched.reduce((total, one) => total + one[field], 0)
    return this.event('change.recorded.v1', subject, {
      repository: REPOSITORY,
      change: subject,
      sha,
      parents: n === 1 ? [] : [(n - 1).toString(16).padStart(40, '0')],
      author: { name: `Person ${person}`, email: `person-${person}@example.org` },
      authored_at: at,
      committed_at: at,
      title,
      ...(fixed ? { fixes: [fixed.sha] } : {}),
      added: sum('added'),
      deleted: sum('old'),
      files: touched
        .map(({ file, line, old, added }) => ({
          path: file.path,
          status: 'modified',
          added,
          deleted: old,
          hunks: [[old === 0 ? line - 1 : line, old, line, added, `${file.names[line % file.names.length]}()`]],
        }))
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
      identifiers: { added: [...new Set(names)], deleted: [] },
      on_default_branch: true,
    })
  }

  run() {
    const { sha } = this.of(this.recent)
    return this.event('ci.result.v1', `ci/${REPOSITORY}/${sha}`, {
      repository: REPOSITORY,
      sha,
      pipeline: 'test',
      outcome: this.random() < 0.1 ? 'failure' : 'success',
      finished_at: new Date(this.time).toISOString(),
    })
  }

  issue() {
    return this.event('issue.opened.v1', `issue/${REPOSITORY}/${this.number}`, {
      repository: REPOSITORY,
      number: this.number,
      title: `${this.of(this.of(this.files).names)} is slow`,
      author: { name: 'Person 1' },
      opened_at: new Date(this.time).toISOString(),
    })
  }

  event(type, subject, data) {
    return { type, subject, time: new Date(this.time).toISOString(), data }
  }

  of(list) {
    return list[Math.floor(this.random() * list.length)]
  }
}

const cap = (word) => word[0].toUpperCase() + word.slice(1)
