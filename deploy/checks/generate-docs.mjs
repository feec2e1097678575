// Writes what the documents can take from the code: the event map, the AsyncAPI document and the list of decisions.
// `--check` writes nothing and fails where a file differs.
import { readdir, readFile } from 'node:fs/promises'
import { emit, finish } from './emit.mjs'
import { eventMap } from './event-map.mjs'

const types = (await readdir('contracts')).sort()
const schemas = Object.fromEntries(
  await Promise.all(
    types.map(async (type) => [type, JSON.parse(await readFile(`contracts/${type}/schema.json`, 'utf8'))]),
  ),
)
const { services, everyones } = await eventMap()
const who = (role, type) => Object.keys(services).filter((service) => services[service][role].has(type))

const appendedBy = (type) => {
  const named = who('appends', type)
  if (everyones.has(type)) return 'every service'
  return named.length > 0 ? named.join(', ') : 'people and tools, over HTTP'
}
const rows = types.map(
  (type) =>
    `| [\`${type}\`](../contracts/${type}/schema.json) | ${schemas[type].description} | ${appendedBy(type)} | ${who('hears', type).join(', ') || '–'} |`,
)
await emit(
  'docs/events.md',
  `# Events\n\nGenerated from \`contracts/\` and the code of the services (\`npm run generate\`). One name everywhere: folder, \`$id\`, CloudEvents \`type\`, and the NATS subject \`heimgewebe.<type>.<partition>\`. Every service may also append \`event.parked.v1\`.\n\n| event | what it says | appended by | heard by |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`,
)

const pascal = (type) =>
  type
    .split(/[.-]/)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('')
const operations = types.flatMap((type) => [
  ...who('appends', type).map((service) => [
    `${service}Appends${pascal(type)}`,
    {
      action: 'send',
      channel: { $ref: `#/channels/${pascal(type)}` },
      summary: `${service} appends ${type} through chronik.`,
    },
  ]),
  ...who('hears', type).map((service) => [
    `${service}Hears${pascal(type)}`,
    {
      action: 'receive',
      channel: { $ref: `#/channels/${pascal(type)}` },
      summary: `${service} hears ${type} in the order of the log.`,
    },
  ]),
])
const asyncapi = {
  asyncapi: '3.1.0',
  info: {
    title: 'Heimgewebe',
    version: '0.1.0',
    description:
      'Events of the mesh: CloudEvents 1.0 as JSON on the JetStream stream HEIMGEWEBE. The sequence of a message is the position of its event in the log.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/cloudevents+json',
  servers: {
    prod: { host: '127.0.0.1:4222', protocol: 'nats', description: 'The productive stack.' },
    test: { host: '127.0.0.1:4223', protocol: 'nats', description: 'The test stack.' },
  },
  channels: Object.fromEntries(
    types.map((type) => [
      pascal(type),
      {
        address: `heimgewebe.${type}.{partition}`,
        title: type,
        description: schemas[type].description,
        parameters: { partition: { description: 'Two digits, from the hash of the partition key.' } },
        messages: { [pascal(type)]: { $ref: `#/components/messages/${pascal(type)}` } },
      },
    ]),
  ),
  operations: Object.fromEntries(operations),
  components: {
    messages: Object.fromEntries(
      types.map((type) => [
        pascal(type),
        {
          name: type,
          title: type,
          summary: schemas[type].description,
          contentType: 'application/cloudevents+json',
          payload: {
            schemaFormat: 'application/schema+json;version=draft-2020-12',
            schema: {
              type: 'object',
              required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
              properties: {
                specversion: { const: '1.0' },
                id: { type: 'string', format: 'uuid' },
                source: { type: 'string' },
                type: { const: type },
                subject: { type: 'string' },
                time: { type: 'string', format: 'date-time' },
                correlationid: { type: 'string' },
                causationid: { type: 'string' },
                actor: { type: 'string' },
                partitionkey: { type: 'string' },
                traceparent: { type: 'string' },
                dataschema: { const: schemas[type].$id },
                datacontenttype: { const: 'application/json' },
                data: { $ref: schemas[type].$id },
              },
            },
          },
        },
      ]),
    ),
  },
}
await emit('docs/asyncapi.json', `${JSON.stringify(asyncapi, null, 2)}\n`)

const decisions = (await readdir('docs/adr')).filter((file) => /^\d{4}-.+\.md$/.test(file)).sort()
const lines = await Promise.all(
  decisions.map(async (file) => {
    const [title, status] = (await readFile(`docs/adr/${file}`, 'utf8')).split('\n')
    return `- [${title.replace('# ', '')}](${file}) – ${status.replace('Status: ', '').split(' · ')[0]}`
  }),
)
await emit(
  'docs/adr/README.md',
  `# Decisions\n\nOne page each, numbered, never rewritten; a new one replaces an old one by link. Generated list (\`npm run generate\`).\n\n${lines.join('\n')}\n`,
)
finish()
