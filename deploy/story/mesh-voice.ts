import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyDraft, type EventType, type MeshEvent, complete } from '@heimgewebe/contracts'
import { meshLag } from '../cli/src/job/mesh-lag.js'
import { SERVICES, type ServiceName } from '../cli/src/stack/services.js'
import type { MeshUnderTest } from '../e2e/mesh-under-test.js'

/** Longest wait for what has to follow, in milliseconds: a machine under load is slow, a mesh that is wrong never answers. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 100

/** One event of a chain, as it is printed. */
export interface Link {
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly time: string
}

/** Speaks to a running mesh as the world does: over HTTP, with the token of its home. */
export class MeshVoice {
  private constructor(
    private readonly mesh: MeshUnderTest,
    private readonly token: string,
  ) {}

  static async of(mesh: MeshUnderTest): Promise<MeshVoice> {
    return new MeshVoice(mesh, (await readFile(join(mesh.home, 'secrets', 'token'), 'utf8')).trim())
  }

  /** Appends what happened in the world, as a git host or a CI would tell it. */
  async tell(...drafts: readonly AnyDraft[]): Promise<string[]> {
    const events = drafts.map((draft) => complete(draft, 'urn:heimgewebe:story', new Date()))
    await this.ask('CHRONIK', '/events', events, 'application/cloudevents-batch+json')
    return events.map(({ id }) => id)
  }

  /** What a monitor sends. */
  async alert(repository: string, alert: object): Promise<void> {
    const body = { version: '4', status: 'firing', alerts: [{ status: 'firing', ...alert }] }
    await this.ask('CHRONIK', `/intake/alertmanager?repository=${encodeURIComponent(repository)}`, body)
  }

  /** Answers a question as a person does on the page: yes to the bytes that were shown. */
  async approve(request: string): Promise<void> {
    const { approvals } = await this.ask<{ approvals: { request: string; content_sha256?: string }[] }>(
      'LEITSTAND',
      '/api/approvals',
    )
    const shown = approvals.find((one) => one.request === request)
    if (shown === undefined) throw new Error(`question ${request} is not shown on the page`)
    const { content_sha256 } = shown
    await this.ask('LEITSTAND', `/api/approvals/${request}`, {
      option: 'approve',
      ...(content_sha256 === undefined ? {} : { content_sha256 }),
    })
  }

  /** All events of a type so far, the first one first; those of one subject where it is named. */
  async events<T extends EventType>(type: T, subject?: string): Promise<MeshEvent<T>[]> {
    const about = subject === undefined ? '' : `&subject=${encodeURIComponent(subject)}`
    const all: MeshEvent<T>[] = []
    for (let after: number | null = 0; after !== null;) {
      const page: { events: MeshEvent<T>[]; next: number | null } = await this.ask(
        'CHRONIK',
        `/events?type=${type}${about}&order=asc&limit=1000&after=${after}`,
      )
      all.push(...page.events)
      after = page.next
    }
    return all
  }

  /** The first event of a type that fits, once it is there. Throws where it does not come. */
  async theOne<T extends EventType>(
    type: T,
    what: string,
    fits: (event: MeshEvent<T>) => boolean,
  ): Promise<MeshEvent<T>> {
    return this.waitFor(`${type}: ${what}`, async () => (await this.events(type)).find(fits))
  }

  /** Asks again until there is an answer. Throws where there is none within `patienceMs`. */
  async waitFor<Answer>(
    what: string,
    ask: () => Promise<Answer | undefined>,
    patienceMs = PATIENCE_MS,
  ): Promise<Answer> {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
      const answer = await ask()
      if (answer !== undefined) return answer
    }
    throw new Error(`it did not come: ${what}`)
  }

  /** What led to an event, the first cause first, and the event itself. */
  async chainOf(id: string): Promise<Link[]> {
    const { causes, tree } = await this.ask<{ causes: MeshEvent[]; tree: { event: MeshEvent } }>(
      'CHRONIK',
      `/events/${id}/tree`,
    )
    return [...causes, tree.event].map(({ id: own, type, subject, time }) => ({ id: own, type, subject, time }))
  }

  /** Events that the services have not worked through yet. */
  lag(): Promise<number> {
    const services = SERVICES.map((name) => [name, this.mesh.ports[`${name.toUpperCase()}_PORT`]!] as const)
    const ports = Object.fromEntries(services) as Record<ServiceName, number>
    return meshLag({ ports: { services: ports }, services: SERVICES })
  }

  /** Asks a service over HTTP; a body makes it a POST. */
  async ask<Answer>(
    service: 'CHRONIK' | 'LEITSTAND' | 'SICHTER',
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.mesh.ports[`${service}_PORT`]}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${service} answers ${response.status} to ${path}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as Answer
  }
}
