import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type Server, type Socket, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openEmail } from '../src/io/feedback/email.js'

/** A mail server that speaks enough of SMTP, and keeps what it was given. `says`: its answers to the end of a message. */
class MailServer {
  readonly mails: string[] = []
  says: string[] = []
  connections = 0
  private readonly server: Server = createServer((socket) => this.talk(socket))

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return (this.server.address() as AddressInfo).port
  }

  close(): void {
    this.server.close()
  }

  private talk(socket: Socket): void {
    this.connections++
    let data: string | undefined
    let rest = ''
    socket.on('error', () => undefined)
    socket.write('220 mail\r\n')
    socket.setEncoding('utf8').on('data', (part: string) => {
      rest += part
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (data !== undefined && line !== '.') data += `${line}\n`
        else if (data !== undefined) {
          this.mails.push(data)
          data = undefined
          const says = this.says.shift() ?? '250 taken'
          if (says !== 'silence') socket.write(`${says}\r\n`)
        } else if (line === 'DATA') {
          data = ''
          socket.write('354 go on\r\n')
        } else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 fine\r\n')
      }
    })
  }
}

describe('e-mail', () => {
  const server = new MailServer()
  let folder: string
  let port: number
  const settings = async (more: object = {}, mode = 0o600): Promise<string> => {
    const file = join(folder, `mail-${Math.random()}`)
    const mail = { host: '127.0.0.1', port, from: 'mesh@example.org', to: ['ada@example.org'], ...more }
    await writeFile(file, JSON.stringify(mail), { mode })
    return file
  }
  const send = async (file: string, own = true) =>
    openEmail({ name: 'mail', kind: 'email', file, own }, { timeoutMs: 500, tries: 3, waitMs: 5 }).requestFeedback(
      {
        kind: 'question',
        title: 'Fine?\r\nBcc: eve@example.org',
        reasons: ['it failed'],
        deadline: '2026-03-01T10:00:00Z',
        link: 'https://mesh.example.org/?approval=1',
        command: 'heimgewebe approvals 1',
      },
      [{ id: 'give-up', label: 'Give it up' }],
      new AbortController().signal,
    )
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hauski-mail-'))
    port = await server.listen()
  })
  afterAll(async () => {
    server.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is sent as plain text with link and command, and a title adds no header', async () => {
    expect(await send(await settings())).toEqual({ verdict: 'delivered', tries: 1 })
    const mail = server.mails.at(-1)!
    expect(mail).toContain('https://mesh.example.org/?approval=')
    expect(mail).toMatch(/^Subject: \[heimgewebe\] Fine\? Bcc: eve@example\.org$/m)
    expect(mail).not.toMatch(/^Bcc:/m)
  })

  it('is sent again where the server says later, and not where it says no or nothing', async () => {
    server.says = ['451 later', '250 taken']
    expect(await send(await settings())).toEqual({ verdict: 'delivered', tries: 2 })
    server.says = ['554 no']
    expect(await send(await settings())).toMatchObject({
      verdict: 'failed',
      tries: 1,
      reason: 'the other side answers 554',
    })
    server.says = ['silence']
    expect(await send(await settings())).toMatchObject({ verdict: 'unknown', tries: 1 })
    expect(await send(await settings({ port: 1 }))).toMatchObject({ verdict: 'failed', tries: 3 })
  })

  it('goes to no private net unless it is own, and reads no file that others may read', async () => {
    const before = server.connections
    expect(await send(await settings(), false)).toMatchObject({ verdict: 'refused', tries: 1 })
    expect(await send(await settings({ host: 'localhost' }), false)).toMatchObject({ verdict: 'refused', tries: 1 })
    expect(await send(await settings({}, 0o644))).toMatchObject({ verdict: 'refused', tries: 0 })
    expect(await send(await settings({ to: ['ada@example.org\r\nRCPT TO:<eve@x>'] }))).toMatchObject({
      verdict: 'refused',
    })
    expect(server.connections).toBe(before)
  })
})
