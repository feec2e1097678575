// chronik as its users reach it: a process of its own, over HTTP with a token and over NATS.
import { spawn } from 'node:child_process'
import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { endWithMe } from './servers.mjs'

/** Starts a script of Node and resolves when the address answers, or at once without one. */
export const startChild = async (args, env, address) => {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  endWithMe([child])
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve()
      child.once('exit', resolve)
      child.kill('SIGTERM')
    })
  for (const end = Date.now() + 30_000; address && Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) throw new Error('the child ended')
    if (
      await fetch(address).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break
  }
  return stop
}

/** One connection that sends a request and waits for its answer: less work than any client of HTTP, so that the server is measured. */
const lane = async (port) => {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let waiting
  let text = ''
  socket.setEncoding('latin1').on('data', (part) => {
    text += part
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (text.length < head + 4 + length) return
    const answer = text
    text = ''
    waiting(answer)
  })
  return {
    send: (request) => new Promise((resolve) => ((waiting = resolve), socket.write(request))),
    end: () => socket.destroy(),
  }
}

/** Posts events over so many connections. */
export const openHttp = async (port, token, lanes, product) => {
  const connections = await Promise.all(Array.from({ length: lanes }, () => lane(port)))
  const head = `POST /events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/cloudevents-batch+json\r\n`
  return {
    async append(drafts, at) {
      const now = new Date()
      const body = JSON.stringify(drafts.map((draft) => product.complete(draft, 'urn:bench', now)))
      const answer = await connections[at].send(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
      if (!answer.startsWith('HTTP/1.1 201')) throw new Error(answer.slice(0, 400))
      return drafts.length
    },
    close: () => connections.forEach(({ end }) => end()),
  }
}

/** Appends over NATS as a service does, the echo beside it, and a consumer of the log. */
export const openNats = async (url, product) => {
  const { host, username, password } = new URL(url)
  const nats = await connect({ servers: host, user: username, pass: password, noAsyncTraces: true })
  const bodyOf = (drafts) => {
    const now = new Date()
    return JSON.stringify({ events: drafts.map((draft) => product.complete(draft, 'heimgewebe/bench', now)) })
  }
  return {
    async append(drafts) {
      const answer = await nats.request('chronik.append.bench', bodyOf(drafts), { timeout: 10_000 })
      const reply = answer.json()
      if (!reply.ok) throw new Error(reply.refusal.message)
      return drafts.length
    },
    async echo(drafts) {
      await nats.request('echo', bodyOf(drafts), { timeout: 10_000 })
      return drafts.length
    },
    /** Calls back with the data of each new event. */
    async follow(each) {
      const manager = await jetstreamManager(nats)
      await manager.consumers.add('HEIMGEWEBE', {
        durable_name: 'bench-latency',
        ack_policy: AckPolicy.All,
        deliver_policy: DeliverPolicy.New,
      })
      const consumer = await jetstream(nats).consumers.get('HEIMGEWEBE', 'bench-latency')
      const messages = await consumer.consume({ max_messages: 500 })
      const pumping = (async () => {
        for await (const message of messages) {
          each(message.json().data)
          message.ack()
        }
      })()
      return async () => {
        await messages.close()
        await pumping
        await manager.consumers.delete('HEIMGEWEBE', 'bench-latency')
      }
    },
    close: () => nats.close(),
  }
}
