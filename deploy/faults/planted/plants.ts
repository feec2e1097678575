import { MODEL_PLANTS } from './model-plants.js'
import { PLANTS_OF_ACTS } from './plants-of-acts.js'
import { PLANTS_OF_SECRETS } from './plants-of-secrets.js'
import type { Plant } from './plant.js'

const WRITER = 'services/chronik/src/io/append/log-writer.ts'
const SEGMENTS = 'services/chronik/src/io/segments/segment-folder.ts'
const PROCESSOR = 'libs/mesh/src/transport/processor.ts'

/** The planted bugs of the mesh as it is. */
export const PLANTS: readonly Plant[] = [
  {
    name: 'yes before the commit',
    campaign: 'P2',
    n: 8,
    caughtBy: /^I1 /,
    quick: true,
    only: ['log-before-commit'],
    replacements: [
      {
        file: WRITER,
        find: 'const written = this.insert(plan, state)',
        replace:
          'for (const [i, reply] of plan.replies.entries()) if (reply.ok) requests[i]!.settle(reply)\n    await new Promise((sent) => setTimeout(sent, 5))\n    const written = this.insert(plan, state)',
      },
    ],
  },
  {
    name: 'inbox in a second transaction',
    campaign: 'P2',
    n: 8,
    caughtBy: /^I4 /,
    quick: false,
    only: ['consumer-before-commit'],
    replacements: [
      {
        file: PROCESSOR,
        find: 'await this.insertInbox(trx, events)',
        replace: 'await this.insertInbox(this.db as never, events)',
      },
    ],
  },
  {
    name: 'inbox looked at before it is written, without fence and lock',
    campaign: 'P3',
    n: 4000,
    caughtBy: /^(I4|I5) /,
    quick: false,
    only: ['place in the log set back', 'consumer killed'],
    replacements: [
      {
        file: PROCESSOR,
        find: 'const ids = events.map((event) => event.id)',
        replace:
          'const ids = events.map((event) => event.id)\n    const old = await sql<{ event_id: string }>`select event_id from mesh_inbox where event_id = any(${ids}::uuid[])`.execute(trx)\n    const seen = new Set(old.rows.map((row) => row.event_id))',
      },
      {
        file: PROCESSOR,
        find: 'return new Set(fresh.rows.map((row) => row.event_id))',
        replace: 'return new Set(fresh.rows.length < 0 ? [] : ids.filter((id) => !seen.has(id)))',
      },
      { file: PROCESSOR, find: ' where position = ${this.committed ?? 0} returning 1', replace: ' returning 1' },
      {
        file: PROCESSOR,
        find: 'if (this.committed !== undefined && this.committed !== row.position)',
        replace: 'if (this.committed === -1)',
      },
      {
        file: 'libs/mesh/src/transport/leadership.ts',
        find: 'if (!this.refused) return client',
        replace: 'if (rows.length > 0) return client',
      },
    ],
  },
  {
    name: 'ids of what follows are random at each try',
    campaign: 'P3',
    n: 3000,
    caughtBy: /^I4 answered once/,
    quick: false,
    only: ['state of a consumer dropped'],
    replacements: [
      {
        file: 'libs/contracts/src/complete.ts',
        find: '(cause ? idFrom(cause, source) : newId(now.getTime()))',
        replace: '(cause && idFrom(cause, source) === "" ? "" : newId(now.getTime()))',
      },
    ],
  },
  {
    name: 'the disk of the log is not waited for (fsync off)',
    campaign: 'P1',
    n: 2,
    caughtBy: /^(I\d+|IS|start) /,
    quick: false,
    postgres: ['fsync=off'],
    replacements: [],
  },
  {
    name: 'the log commits without waiting for the disk',
    campaign: 'P1',
    n: 6,
    caughtBy: /^I1 /,
    quick: false,
    replacements: [
      {
        file: 'services/chronik/src/io/append/event-log.ts',
        find: 'durableCommits: true',
        replace: 'durableCommits: false',
      },
    ],
  },
  {
    name: 'a gap in the stream is stepped over',
    campaign: 'P6',
    n: 6,
    caughtBy: /^(I4|P6 damage healed)/,
    quick: false,
    replacements: [
      {
        file: 'libs/mesh/src/transport/subscription.ts',
        find: 'throw new Error(`positions ${this.expected} to ${message.seq - 1} are missing in the stream`)',
        replace: 'this.expected = message.seq',
      },
    ],
  },
  {
    name: 'the place moves on before the event is parked',
    campaign: 'P8',
    n: 8,
    caughtBy: /^(P8 all poison is parked|I4)/,
    quick: false,
    replacements: [
      {
        file: PROCESSOR,
        find: 'return this.once([event], catchingUp, { error, tries })',
        replace: 'await this.skipTo(event.position)\n          return this.once([event], catchingUp, { error, tries })',
      },
    ],
  },
  {
    name: 'tries follow without a wait',
    campaign: 'P8',
    n: 8,
    caughtBy: /^P8 tries wait/,
    quick: false,
    replacements: [
      {
        file: PROCESSOR,
        find: 'Math.min(this.config.retryDelayMs * 2 ** (tries - 1), LONGEST_DELAY_MS)',
        replace: 'Math.min(0, LONGEST_DELAY_MS)',
      },
    ],
  },
  {
    name: 'a packed segment is written in place',
    campaign: 'P2',
    n: 10,
    caughtBy: /^IS /,
    quick: false,
    only: ['segment-packed'],
    replacements: [
      { file: SEGMENTS, find: 'createWriteStream(`${packed}.tmp`', replace: 'createWriteStream(packed' },
      { file: SEGMENTS, find: 'await rename(`${packed}.tmp`, packed)', replace: 'await Promise.resolve(rename)' },
      {
        file: SEGMENTS,
        find: '(lines: AsyncIterable<Buffer>) => packBlocks(lines, GZIP_LEVEL),',
        replace:
          '(lines: AsyncIterable<Buffer>) => packBlocks(lines, GZIP_LEVEL),\n      async function* (parts: AsyncIterable<Buffer>) {\n        for await (const part of parts) {\n          yield part.subarray(0, part.length >> 1)\n          await new Promise((resolve) => setTimeout(resolve, 50))\n          failpoint("segment-packed")\n          yield part.subarray(part.length >> 1)\n        }\n      },',
      },
    ],
  },
  {
    name: 'a range counts as archived before its tables are swapped',
    campaign: 'P2-archive',
    n: 4,
    caughtBy: /^P2-archive each range/,
    quick: false,
    only: ['archive-before-commit'],
    replacements: [
      {
        file: 'services/chronik/src/io/archive/archive-swap.ts',
        find: "await client.query('begin')",
        replace:
          "await client.query('update archived_range set done = true where first_position = $1', [plan.first])\n      await client.query('begin')",
      },
    ],
  },
  {
    name: 'a delivery is known by the id that its host gives it',
    campaign: 'P17',
    n: 300,
    caughtBy: /^P17 a replay changes nothing/,
    quick: false,
    replacements: [
      {
        file: 'services/chronik/src/decisions/translate-delivery.ts',
        find: '${delivery.host}|${delivery.event}|${delivery.bodySha256}|${index}',
        replace: '${delivery.delivery}|${delivery.event}|${delivery.bodySha256}|${index}',
      },
    ],
  },
  {
    name: 'a signature is checked over what the body was parsed to',
    campaign: 'P16',
    n: 20,
    caughtBy: /^P16 /,
    quick: true,
    replacements: [
      {
        file: 'services/chronik/src/http/webhook-intake.ts',
        find: 'verifyDelivery(from, secret, body, headers, new Date())',
        replace: 'verifyDelivery(from, secret, Buffer.from(JSON.stringify(parse(body) ?? {})), headers, new Date())',
      },
    ],
  },
  {
    name: 'what was intended before the state was lost is carried out again',
    campaign: 'P14',
    n: 2,
    caughtBy: /^I10 /,
    quick: false,
    replacements: [
      {
        file: 'libs/mesh/src/transport/intents.ts',
        find: "const state = event.position <= this.end ? 'heard' : 'waiting'",
        replace: "const state = event.position < 0 ? 'heard' : 'waiting'",
      },
    ],
  },
  {
    name: 'an act that was cut off is done again',
    campaign: 'P2',
    n: 8,
    caughtBy: /^I10 /,
    quick: false,
    only: ['act-performed'],
    replacements: [
      {
        file: 'libs/mesh/src/transport/acts.ts',
        find: 'await this.finish(event, await this.routes.unknown(event), signal)',
        replace: 'await this.finish(event, await this.routes.act(event, { signal }), signal)',
      },
    ],
  },
  ...MODEL_PLANTS,
  ...PLANTS_OF_ACTS,
  ...PLANTS_OF_SECRETS,
]

/** Planted bugs of the list that this mesh has no place for, and why. */
export const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'ack before commit':
    'an ack to JetStream decides nothing here: a service starts at the place in its own database. Planted instead: yes before the commit, and the inbox apart from its effects',
  'select-then-insert':
    'alone it changes nothing, since the place in the log is a fence and one copy leads: planted together with both of them gone',
  'id cursor; id cursor and xmin':
    'positions come from one row that moves in the statement that inserts; there is no sequence to follow. Planted instead: a reader that steps over a gap',
  'sync_interval default':
    'JetStream is a pipe that may lose anything; the default is what runs. Planted instead: fsync off, and commits of the log that do not wait',
  'msgID random per try':
    'the relay sends no message id: the expected last sequence is what forbids doubles. Planted instead: ids of what follows are random',
  'term before park': 'no message is terminated: planted as a place in the log that moves before the event is parked',
  'retry of a non-idempotent push':
    'pushes are acts, and an act is not tried again: planted as an act that was cut off and is done again',
  'nak without delay': 'nothing is nak-ed: planted as tries without a wait',
}
