import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Random } from '../rig/random.js'
import { HOSTS, type HostName, type Secrets } from './host-secrets.js'
import { damaged, twisted } from './mutate.js'
import type { Mutant } from './mutant.js'

type Headers = Record<string, string | string[]>

interface Payload {
  readonly event: string
  readonly payload: unknown
}

const PROOF: Readonly<Record<HostName, string>> = {
  github: 'x-hub-signature-256',
  gitlab: 'webhook-signature',
  gitea: 'x-gitea-signature',
  forgejo: 'x-forgejo-signature',
}

/** Makes deliveries from the payloads that the tests of chronik hold: signed ones, twisted and signed ones, and forged ones. */
export class WebhookMutants {
  private readonly payloads = new Map<HostName, readonly Payload[]>()
  private readonly sent: Mutant[] = []

  constructor(
    private readonly random: Random,
    private readonly secrets: Secrets,
  ) {
    for (const host of HOSTS) {
      const file = join('services/chronik/test/payloads', `${host}.json`)
      this.payloads.set(host, Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Payload>))
    }
  }

  /** The next; nine in ten must be refused. */
  next(): Mutant {
    const { random } = this
    const valid = this.genuine()
    if (random.chance(0.1)) return random.chance(0.2) ? this.again(valid) : this.keep(valid)
    return { ...this.forged(valid), mayEnter: false }
  }

  /** Signed as its host signs, with the content of one of its payloads or a twisted one. */
  genuine(): Mutant {
    const { random } = this
    const host = random.pick(HOSTS)
    const { event, payload } = random.pick(this.payloads.get(host)!)
    const twist = random.chance(0.7)
    const body = Buffer.from(JSON.stringify(twist ? twisted(payload, random) : payload))
    const delivery = String(random.int(1, 2 ** 31 - 1))
    return {
      kind: twist ? 'signed, twisted' : 'signed',
      method: 'POST',
      path: random.chance(0.5) ? `/webhooks/${host}` : '/webhooks',
      headers: {
        'content-type': 'application/json',
        ...namesOf(host, event, delivery),
        ...this.proof(host, body, delivery),
      },
      body,
      chunked: random.chance(0.1),
      mayEnter: true,
    }
  }

  private proof(host: HostName, body: Buffer, delivery: string, secrets = this.secrets): Headers {
    if (host !== 'gitlab') {
      const digest = createHmac('sha256', secrets[host]).update(body).digest('hex')
      return { [PROOF[host]]: host === 'github' ? `sha256=${digest}` : digest }
    }
    return gitlabProof(secrets.gitlab, body, delivery, Math.floor(Date.now() / 1000))
  }

  private keep(mutant: Mutant): Mutant {
    if (this.sent.length < 100) this.sent.push(mutant)
    else this.sent[this.random.int(0, 99)] = mutant
    return mutant
  }

  /** One that was sent before, under a fresh delivery id: it enters, and changes nothing. */
  private again(otherwise: Mutant): Mutant {
    return this.sent.length === 0 ? this.keep(otherwise) : this.resent(this.random.pick(this.sent))
  }

  /**
   * The same delivery once more, as whoever caught it can send it: under a fresh id where the id is not signed. GitLab signs
   * it; half of these come as they were, half signed anew, as GitLab itself does when it is told to send one again.
   */
  resent(mutant: Mutant): Mutant {
    const { random } = this
    const fresh = String(random.int(1, 2 ** 31 - 1))
    const names = 'webhook-id' in mutant.headers ? {} : { 'x-github-delivery': fresh, 'x-gitea-delivery': fresh }
    const known = Object.fromEntries(Object.entries(names).filter(([name]) => name in mutant.headers))
    const anew =
      'webhook-id' in mutant.headers && random.chance(0.5)
        ? gitlabProof(this.secrets.gitlab, mutant.body, fresh, Math.floor(Date.now() / 1000))
        : {}
    return { ...mutant, kind: 'replayed', headers: { ...mutant.headers, ...known, ...anew } }
  }

  private forged(valid: Mutant): Mutant {
    const { random } = this
    const host = HOSTS.find(
      (one) => PROOF[one] in valid.headers && !(one === 'gitea' && PROOF.forgejo in valid.headers),
    )!
    const name = PROOF[host]
    const proof = valid.headers[name] as string
    const withProof = (kind: string, value: string | string[] | undefined): Mutant => {
      const { [name]: _gone, ...headers } = valid.headers
      return { ...valid, kind, headers: value === undefined ? headers : { ...headers, [name]: value } }
    }
    const delivery = (valid.headers['webhook-id'] as string | undefined) ?? ''
    return random.pick<() => Mutant>([
      () => ({ ...valid, kind: 'other bytes', body: damaged(valid.body, random) }),
      () => ({ ...valid, kind: 'other bytes', body: damaged(valid.body, random) }),
      () => ({ ...valid, kind: 'other bytes', body: damaged(valid.body, random) }),
      () => ({
        ...valid,
        kind: 'packed after it was signed',
        body: gzipSync(valid.body),
        headers: { ...valid.headers, 'content-encoding': 'gzip' },
      }),
      () => withProof('no proof', undefined),
      () => withProof('an empty proof', ''),
      () => withProof('other letters of the proof', otherCase(proof)),
      () => withProof('half a proof', proof.slice(0, random.int(0, proof.length - 1))),
      // NOTE: no space, which parts one proof of GitLab from the next.
      () => withProof('a proof and more', `${proof}${random.pick(['0', ',', '=', ';'])}x`),
      () => withProof('a damaged proof', damagedText(proof, random)),
      () => withProof('two proofs', [random.pick(['sha256=00', 'v1,AA==', '00']), 'x']),
      () => withProof('the secret as proof', this.secrets[host]),
      () =>
        withProof('a weak proof', `sha1=${createHmac('sha1', this.secrets[host]).update(valid.body).digest('hex')}`),
      () =>
        withProof(
          'the secret of nobody',
          Object.values(this.proof(host, valid.body, delivery, emptySecrets))[0] as string,
        ),
      () => this.ofAnotherHost(valid, host),
      () => ({ ...valid, kind: 'another method', method: random.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) }),
      () => this.ofAnotherTime(valid, host),
    ])()
  }

  /** Signed with another host's secret, which must not do. */
  private ofAnotherHost(valid: Mutant, host: HostName): Mutant {
    const other = this.random.pick(HOSTS.filter((one) => one !== host))
    const secrets = { ...this.secrets, [host]: this.secrets[other] }
    const delivery = (valid.headers['webhook-id'] as string | undefined) ?? ''
    const proof = this.proof(host, valid.body, delivery, secrets)
    return { ...valid, kind: 'the secret of another host', headers: { ...valid.headers, ...proof } }
  }

  /** GitLab signs the time: one that is long past or still to come is refused. Others get a wrong path. */
  private ofAnotherTime(valid: Mutant, host: HostName): Mutant {
    const { random } = this
    if (host !== 'gitlab') {
      const path = random.pick(HOSTS.filter((one) => one !== host).map((one) => `/webhooks/${one}`))
      return { ...valid, kind: 'at the door of another host', path }
    }
    const seconds = Math.floor(Date.now() / 1000) + random.pick([-86_400, -3600, -330, 330, 3600, 10 ** 9])
    const id = valid.headers['webhook-id'] as string
    const proof = gitlabProof(this.secrets.gitlab, valid.body, id, seconds)
    return { ...valid, kind: 'signed at another time', headers: { ...valid.headers, ...proof } }
  }
}

const emptySecrets: Secrets = { github: '', gitlab: 'whsec_', gitea: '', forgejo: '' }

const gitlabProof = (secret: string, body: Buffer, id: string, seconds: number): Headers => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const digest = createHmac('sha256', key)
    .update(Buffer.concat([Buffer.from(`${id}.${seconds}.`), body]))
    .digest('base64')
  return { 'webhook-signature': `v1,${digest}`, 'webhook-id': id, 'webhook-timestamp': String(seconds) }
}

const namesOf = (host: HostName, event: string, delivery: string): Headers => {
  const github = { 'x-github-event': event, 'x-github-delivery': delivery }
  const gitea = { 'x-gitea-event': event, 'x-gitea-delivery': delivery, ...github }
  return {
    github,
    gitlab: { 'x-gitlab-event': event },
    gitea,
    forgejo: { 'x-forgejo-event': event, ...gitea },
  }[host]
}

const otherCase = (text: string): string => {
  const upper = text.toUpperCase()
  return upper === text ? text.toLowerCase() : upper
}

/** One letter is another one. */
const damagedText = (text: string, random: Random): string => {
  const at = random.int(0, text.length - 1)
  const letter = text[at] === '0' ? '1' : '0'
  return text.slice(0, at) + letter + text.slice(at + 1)
}
