// chronik whole, in this process: contracts, relay into JetStream and hash chain are at work while it is measured.
import { countBy } from './emmett.mjs'

const RULES = { maxEvents: 5000, maySpeakAs: () => true }

export const openChronik = async (settings, product) => {
  const service = await product.bootService(product.AppModule.fromEnvironment(settings), { quiet: true })
  const log = service.app.get(product.EventLog)
  await ready(service.app.get(product.Readiness))
  const write = async (drafts, expected = []) => {
    const now = new Date()
    const events = drafts.map((draft) => product.complete(draft, 'urn:bench', now))
    const reply = await log.write(events, RULES, expected)
    if (!reply.ok) throw new Error(reply.refusal.message)
    return reply.appended
  }
  return {
    write,
    archive: log.archive,
    async append(drafts) {
      return (await write(drafts)).length
    },
    async read(stream, size) {
      return (await log.reader.find({ subject: stream, order: 'asc', limit: size })).length
    },
    page: async (after, size) => (await log.reader.find({ after, order: 'asc', limit: size })).length,
    idsAfter: async (after, size) => (await log.reader.find({ after, order: 'asc', limit: size })).map(({ id }) => id),
    byId: async (id) => ((await log.reader.byId(id)) ? 1 : 0),
    /** Counts by repository, pages of 2,000 of the whole log, read ahead by one, each folded and written as one statement. */
    async rebuild(pool, size = 2000) {
      await pool.query('create table if not exists public.counts (repository text primary key, events bigint not null)')
      await pool.query('truncate public.counts')
      let seen = 0
      let page = log.reader.find({ after: 0, order: 'asc', limit: size })
      for (;;) {
        const events = await page
        if (events.length === size) page = log.reader.find({ after: events.at(-1).position, order: 'asc', limit: size })
        seen += events.length
        const counts = JSON.stringify(countBy(events.map((event) => event.data.repository)))
        await pool.query({
          name: 'fold',
          text: `insert into public.counts select key, value::bigint from json_each_text($1::json)
            on conflict (repository) do update set events = counts.events + excluded.events`,
          values: [counts],
        })
        if (events.length < size) return seen
      }
    },
    close: () => service.stop(),
  }
}

const ready = async (readiness) => {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if ((await readiness.results()).every(({ ok }) => ok)) return
  throw new Error(`chronik is not ready: ${JSON.stringify(await readiness.results())}`)
}
