// A log of one repository in the shape of a real one: most events are commits, few files are changed often, titles and
// people repeat. The same at every call.

const REPOSITORY = 'acme/shop'
const START = Date.UTC(2020, 0, 1)
const MINUTE = 60_000

/** Events of the log in the order of their places, one at a time. */
export const eventsOf = function* (count) {
  const random = randomFrom(7)
  const files = Array.from(
    { length: Math.max(100, count / 12) },
    (_, n) => `src/${n % 40}/part-${n % 300}/file-${n}.ts`,
  )
  // The more often a file was changed the sooner it is changed again.
  const file = () => files[Math.floor(random() ** 3 * files.length)]
  const person = () => {
    const n = Math.floor(random() ** 2 * 200)
    return { name: `Person ${n}`, email: `person-${n}@example.org` }
  }
  const sha = (n) => n.toString(16).padStart(40, '0')
  const recent = (n) => Math.max(1, n - 1 - Math.floor(random() * 300))
  const filesOf = (most) =>
    [...new Set(Array.from({ length: 1 + Math.floor(random() ** 2 * most) }, file))].map((path) => ({
      path,
      status: 'modified',
      added: Math.floor(random() * 60),
      deleted: Math.floor(random() * 30),
    }))
  for (let position = 1; position <= count; position++) {
    const at = new Date(START + position * 17 * MINUTE).toISOString()
    const kind = random()
    const event = (type, subject, data) => ({ id: `event-${position}`, type, subject, time: at, position, data })
    const change = `change/${REPOSITORY}/${sha(position)}`
    if (kind < 0.72)
      yield event('change.recorded.v1', change, {
        repository: REPOSITORY,
        change,
        sha: sha(position),
        parents: [sha(position - 1)],
        author: person(),
        title: `change number ${position} of the shop`,
        files: filesOf(9),
        ...(random() < 0.1 ? { fixes: [sha(recent(position))] } : {}),
        ...(random() < 0.2 ? { issues: [1 + Math.floor(random() * position)] } : {}),
      })
    else if (kind < 0.84)
      yield event('ci.result.v1', `ci/${position}`, {
        repository: REPOSITORY,
        sha: sha(recent(position)),
        pipeline: 'test',
        outcome: random() < 0.1 ? 'failure' : 'success',
      })
    else if (kind < 0.93)
      yield event('pr.opened.v1', `pr/${REPOSITORY}/${position}`, {
        repository: REPOSITORY,
        number: position,
        title: `request ${position}`,
        body: `Fixes #${recent(position)}`,
        author: person(),
        files_known: true,
        files: filesOf(9),
      })
    else if (kind < 0.99)
      yield event('issue.opened.v1', `issue/${REPOSITORY}/${position}`, {
        repository: REPOSITORY,
        number: position,
        title: `issue ${position}`,
        body: `like #${recent(position)}`,
        author: person(),
      })
    else
      yield event('incident.detected.v1', `incident/${position}`, {
        repository: REPOSITORY,
        title: `incident ${position}`,
        severity: 'error',
        files: [file()],
        caused_by: `change/${REPOSITORY}/${sha(recent(position))}`,
      })
  }
}

/** Numbers from 0 to 1 that are the same in every run. */
export const randomFrom = (seed) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
  return seed / 4_294_967_296
}
