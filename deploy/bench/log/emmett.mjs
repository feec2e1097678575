// Emmett's event store on Postgres, through its own API.
export const openEmmett = async (
  url,
  { getPostgreSQLEventStore, postgreSQLEventStoreConsumer, rebuildPostgreSQLProjections, postgreSQLProjection, SQL },
) => {
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  const eventOf = (draft) => ({
    type: draft.type,
    data: draft.data,
    metadata: { source: 'urn:bench', correlationid: draft.subject, partitionkey: draft.data.repository },
  })
  return {
    async append(drafts, options) {
      await store.appendToStream(drafts[0].subject, drafts.map(eventOf), options)
      return drafts.length
    },
    async read(stream, size) {
      const { events } = await store.readStream(stream, { maxCount: BigInt(size) })
      return events.length
    },
    /** Counts by repository, one statement a batch of 1,000. */
    async rebuild() {
      let seen = 0
      const projection = postgreSQLProjection({
        name: 'counts',
        canHandle: ['comment.created.v1'],
        init: async ({ context }) =>
          context.execute.command(
            SQL`create table if not exists counts (repository text primary key, events bigint not null)`,
          ),
        handle: async (events, { execute }) => {
          seen += events.length
          const counts = JSON.stringify(countBy(events.map((event) => event.data.repository)))
          await execute.command(SQL`insert into counts select key, value::bigint from json_each_text(${counts}::json)
            on conflict (repository) do update set events = counts.events + excluded.events`)
        },
      })
      const consumer = rebuildPostgreSQLProjections({
        connectionString: url,
        pulling: { batchSize: 1000 },
        projections: [projection],
      })
      await consumer.start()
      await consumer.close()
      return seen
    },
    /** Calls back with the data of each event from now on, as soon as Emmett hands it out. */
    follow(each) {
      // NOTE: a consumer of its own: that of the store ends the store's connections with itself.
      const consumer = postgreSQLEventStoreConsumer({
        connectionString: url,
        pulling: { batchSize: 1000, pullingFrequencyInMs: 1 },
      })
      consumer.reactor({ processorId: 'bench', startFrom: 'END', eachMessage: (event) => each(event.data) })
      const running = consumer.start()
      return async () => {
        await consumer.close()
        await running.catch(() => undefined)
      }
    },
    close: () => store.close(),
  }
}

export const countBy = (names) => {
  const counts = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
