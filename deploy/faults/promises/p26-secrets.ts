import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { verdict } from '../checker/check.js'
import { git, newRepository } from '../hand/repository.js'
import { Trap } from '../model/oracle.js'
import { freePort } from '../rig/ports.js'
import { Rig } from '../rig/rig.js'
import { Canaries } from '../secrets/canaries.js'
import { answering, MailKeeper, repeating, telling, WebKeeper } from '../secrets/keepers.js'
import { type Lured, lureAt, Lurer } from '../secrets/lures.js'
import { inFiles, inSegments, inTables, isFolder, ProcessWatch } from '../secrets/traces.js'
import { type Campaign, syncOf } from './campaign.js'

/** Lures under way at the same time. */
const AT_ONCE = 10
/** Longest wait for a keeper to have been shown its secret, in milliseconds. */
const PATIENCE_MS = 60_000
const SERVICES = ['heimgeist', 'hauski', 'leitstand'] as const

/**
 * P26: each secret of the mesh is one that can be found again. Whoever holds one repeats it in every answer, people and tools
 * put theirs where none belongs, services are killed and lose their database; then everything is searched that anybody reads.
 */
export const p26: Campaign = {
  id: 'P26',
  title: 'Secrets stay secret: none is in a log, event, table, file, argument, environment or answer',
  unit: 'lures',
  chunk: 2000,
  short: 100,
  shortSeconds: 73,
  services: SERVICES,
  async run({ n, random, bundles }) {
    const canaries = new Canaries()
    const names = ['github', 'gitlab', 'gitea', 'forgejo', 'host', 'provider', 'mail', 'model', 'database'] as const
    const secrets = Object.fromEntries(names.map((name) => [name, canaries.make()])) as Record<
      (typeof names)[number],
      string
    >
    const others = (own: string): string[] => Object.values(secrets).filter((secret) => secret !== own)
    const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-secrets-'))
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 })
      return join(folder, name)
    }
    const web = (own: string, reply: Parameters<typeof WebKeeper.start>[3]): Promise<WebKeeper> =>
      WebKeeper.start(own, others(own), random.fork(), reply)
    const host = await web(secrets.host, telling)
    const provider = await web(secrets.provider, repeating)
    const model = await web(secrets.model, answering)
    const mail = new MailKeeper(secrets.mail, others(secrets.mail), random.fork())
    const trap = new Trap()
    const [mailPort, trapUrl] = [await mail.start(), await trap.start()]
    const hook = file('provider', `${provider.url}/services/${secrets.provider}`)
    const from = { host: '127.0.0.1', port: mailPort, from: 'mesh@example.org', to: ['ada@example.org'] }
    const letter = file('mail', JSON.stringify({ ...from, user: 'mesh', password: secrets.mail }))
    const reads = { name: 'ours', kind: 'gitea', url: host.url, own: true, token_file: file('host', secrets.host) }
    const asked = { name: 'first', url: model.url, model: 'm', key_file: file('model', secrets.model) }
    const price = { usd_per_million: { input: 0, output: 0 } }
    const shared = {
      DATABASE_PASSWORD_FILE: file('database', secrets.database),
      HEIMGEWEBE_LOG_LEVEL: 'trace',
      HEIMGEWEBE_READS_PER_MINUTE: '0',
      HEIMGEWEBE_WRITES_PER_MINUTE: '0',
      HEIMGEWEBE_FAILED_LOGINS_PER_MINUTE: '0',
      CHRONIK_GITHUB_SECRET_FILE: file('github', secrets.github),
      CHRONIK_GITLAB_SECRET_FILE: file('gitlab', secrets.gitlab),
      CHRONIK_GITEA_SECRET_FILE: file('gitea', secrets.gitea),
      CHRONIK_FORGEJO_SECRET_FILE: file('forgejo', secrets.forgejo),
      CHRONIK_HOSTS_FILE: file('hosts.json', JSON.stringify({ hosts: [{ ...reads, poll_seconds: 1 }] })),
      CHRONIK_POLL_EVERY: '200ms',
      HAUSKI_PROVIDERS: `slack=webhook:${hook},mail=email:${letter}`,
      HAUSKI_OWN_PROVIDERS: 'slack,mail',
      HAUSKI_DELIVERY_WAIT: '5ms',
      HAUSKI_DELIVERY_TRIES: '2',
      HEIMGEIST_MODELS_FILE: file(
        'models.json',
        JSON.stringify({ models: [{ ...asked, ...price }], uses: ['post_mortem'] }),
      ),
      HEIMGEIST_PROMPTS: join(process.cwd(), 'services/heimgeist/prompts'),
      HEIMGEIST_MODEL_BREAK_AFTER: '1000000',
      HEIMGEIST_MODEL_TEXTS_PER_DAY: '1000000',
      HEIMGEIST_MODEL_TOKENS_PER_DAY: '1000000000',
      LANGSMITH_TRACING: 'true',
      LANGCHAIN_TRACING_V2: 'true',
      LANGSMITH_ENDPOINT: trapUrl,
      LANGSMITH_API_KEY: 'none',
    }
    const ports = Object.fromEntries(
      await Promise.all(SERVICES.map(async (name) => [name, await freePort()] as const)),
    ) as Record<(typeof SERVICES)[number], number>
    const watch = new ProcessWatch(canaries)
    const rig = await Rig.start({
      bundles,
      consumers: [],
      services: shared,
      more: SERVICES.map((name) => ({
        name,
        program: bundles.services[name]!,
        env: {
          [`${name.toUpperCase()}_PORT`]: String(ports[name]),
          LEITSTAND_SERVICES: `heimgeist=http://127.0.0.1:${ports.heimgeist},hauski=http://127.0.0.1:${ports.hauski}`,
        },
      })),
    })
    try {
      const repository = join(rig.folder, 'shop')
      newRepository(repository)
      git(repository, 'remote', 'add', 'origin', `${host.url}/acme/shop.git`)
      const urls = Object.fromEntries(SERVICES.map((name) => [name, `http://127.0.0.1:${ports[name]}`]))
      const lurer = await Lurer.start(rig, urls as Record<(typeof SERVICES)[number], string>, canaries, secrets)
      await lurer.watch(repository)
      const lured: Lured[] = []
      let sent = 0
      const lane = async (): Promise<void> => {
        for (let own = sent++; own < n; own = sent++) lured.push(await lurer.lure(lureAt(own, random), random))
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lane))
      const keepers = { host, provider, model, mail }
      let matters = 0
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(200)) {
        matters = await mattersIn(rig).catch(() => 0)
        if (matters > 0 && Object.values(keepers).every(({ shown }) => shown > 0)) break
      }
      // What a keeper said last is on its way into the log.
      await sleep(1000)
      await lurer.read()
      const logs = rig.parts.flatMap(({ name }) => {
        const lines = name === 'nats-server' ? '' : rig.logOf(name)
        return lines
          .split('\n')
          .flatMap((line) => (canaries.in(line) === undefined ? [] : [`${name}: ${canaries.in(line)}`]))
      })
      const tables = await inTables(rig, canaries)
      const segments = isFolder(rig.segments) ? await inSegments(rig.segments, canaries) : { n: 0, found: [] }
      const sync = await syncOf(rig)
      watch.stop()
      await lurer.close()
      await Promise.all(rig.parts.map((part) => part.stop('SIGTERM')))
      const files = inFiles(rig.folder, [], canaries)
      const shownTo = Object.entries(keepers).map(([name, { shown }]) => `${name} ${shown}`)
      const silent = Object.entries(keepers).filter(([, { shown }]) => shown === 0)
      const missing = [
        ...silent.map(([name]) => `${name} was never shown its secret`),
        ...(matters > 0 ? [] : ['the loop of decisions did not run']),
        ...(lured.some(({ refused }) => refused) ? [] : ['nothing was refused']),
      ]
      const verdicts = [
        verdict('P26 nothing in a log line', rig.parts.length, logs),
        verdict('P26 nothing in the database', tables.n, tables.found),
        verdict('P26 nothing in the portable log', segments.n, segments.found),
        verdict('P26 nothing in a file', files.n, files.found),
        verdict('P26 nothing in an argument or an environment', watch.seen.size, watch.found),
        verdict('P26 nothing in an answer', lurer.answers, lurer.found),
        verdict('P26 nothing is shown to somebody else', lured.length, [
          ...Object.values(keepers).flatMap(({ foreign }) => foreign),
          ...(trap.touched === 0 ? [] : [`${trap.touched} connections to whom nobody should know`]),
        ]),
        verdict(
          'P26 no place with credentials is taken',
          lured.length,
          lured.flatMap(({ wrong }) => wrong ?? []),
        ),
        verdict('I14 secrets were shown, and lures refused', n, missing.length === 0 ? [] : [...missing, ...shownTo]),
      ]
      const faults: Record<string, number> = {}
      for (const { kind } of lured) faults[kind] = (faults[kind] ?? 0) + 1
      const shown = Object.fromEntries(Object.entries(keepers).map(([name, keeper]) => [`${name} shown`, keeper.shown]))
      return {
        n: lured.length,
        faults,
        counts: { ...shown, rows: tables.n, files: files.n, answers: lurer.answers, processes: watch.seen.size },
        verdicts,
        sync,
        ...(verdicts.some(({ ok }) => !ok) && { logs: rig.lastWords() }),
      }
    } finally {
      watch.stop()
      await rig.stop()
      for (const keeper of [host, provider, model, mail]) keeper.close()
      trap.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Questions that the loop of decisions asked. */
const mattersIn = async ({ postgres }: Rig): Promise<number> => {
  const [row] = await postgres.query<{ n: number }>(
    `select count(*)::int as n from chronik.log where type = 'approval.requested.v1' and body::jsonb -> 'data' ? 'content_sha256'`,
  )
  return row!.n
}
