// A NATS responder in a process of its own that answers with as many bytes as chronik's answer has, and does nothing else.
import { connect } from '@nats-io/transport-node'

const { host, username, password } = new URL(process.env.NATS_URL)
const nats = await connect({ servers: host, user: username, pass: password, noAsyncTraces: true })
const answer = JSON.stringify({
  ok: true,
  appended: [{ id: '00000000-0000-7000-8000-000000000000', position: 1_000_000, streamversion: 100, duplicate: false }],
})
nats.subscribe('echo', { callback: (_error, message) => message.respond(answer) })
process.once('SIGTERM', () => void nats.close())
