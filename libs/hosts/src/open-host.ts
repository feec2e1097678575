import { isAbsolute, join } from 'node:path'
import { gitea } from './hosted/gitea.js'
import { github } from './hosted/github.js'
import { gitlab } from './hosted/gitlab.js'
import { type HostSettings, readToken } from './host-settings.js'
import { gitlocal } from './local/gitlocal.js'
import { svn } from './local/svn.js'
import { HostClient, type Reach } from './net/host-client.js'
import type { NetLimits } from './net/limits.js'
import { capabilitiesOf, openAdapter } from './open-adapter.js'
import { type Adapter, type Capability, HOST_KINDS, type HostKind, type HostProvider } from './provider.js'

/** What opening a host needs besides its settings. */
export interface Surroundings {
  /** Folder of ours for mirrors and for svn's configuration. */
  readonly folder: string
  readonly limits?: Partial<NetLimits>
  /** Ends calls that are under way. */
  readonly signal?: AbortSignal
  /** Told before each call that changes something there: from then on a failure may be one of the answer alone. */
  readonly onWrite?: () => void
}

/** An open host. */
export interface OpenHost {
  readonly provider: HostProvider
  /** Ends idle connections. */
  close(): void
}

type Hosted = Exclude<HostKind, 'gitlocal' | 'svn'>

const API: Readonly<Record<Hosted, (url: URL) => string>> = {
  github: (url) => (url.hostname === 'github.com' ? 'https://api.github.com' : `${url.origin}/api/v3`),
  gitlab: (url) => below(url, 'api/v4'),
  gitea: (url) => below(url, 'api/v1'),
  forgejo: (url) => below(url, 'api/v1'),
}

const below = (url: URL, path: string): string => `${url.href.replace(/\/+$/, '')}/${path}`

const PROOF: Readonly<Record<Hosted, (token: string) => Readonly<Record<string, string>>>> = {
  github: (token) => ({ authorization: `Bearer ${token}` }),
  gitlab: (token) => ({ 'private-token': token }),
  gitea: (token) => ({ authorization: `token ${token}` }),
  forgejo: (token) => ({ authorization: `token ${token}` }),
}

const ADAPTERS: Readonly<Record<Hosted, (client: HostClient) => Adapter>> = {
  github,
  gitlab,
  gitea: (client) => gitea(client, 'gitea'),
  forgejo: (client) => gitea(client, 'forgejo'),
}

/** Opens a host. Nothing is asked of it yet. Throws `HostError` for settings that make no sense. */
export const openHost = (settings: HostSettings, around: Surroundings): OpenHost => {
  const { name, kind, url, own = false } = settings
  if (kind === 'gitlocal')
    return { provider: openAdapter(name, gitlocal(name, join(around.folder, 'mirrors'))), close: () => undefined }
  if (kind === 'svn') {
    const base = isAbsolute(url) ? `file://${url}` : url
    const adapter = svn({ name, base, own, folder: join(around.folder, 'svn') })
    return { provider: openAdapter(name, adapter), close: () => undefined }
  }
  const file = settings.token_file
  const reach: Reach = {
    name,
    base: settings.api ?? API[kind](new URL(url)),
    own,
    ...(kind === 'github' ? { accept: 'application/vnd.github+json' } : {}),
    ...(settings.also === undefined ? {} : { also: settings.also }),
    // Read anew for each call: a token that was changed is used at once, and none stays in memory.
    ...(file === undefined ? {} : { proof: async () => PROOF[kind](await readToken(file)) }),
    ...(around.limits === undefined ? {} : { limits: around.limits }),
    ...(around.signal === undefined ? {} : { signal: around.signal }),
    ...(around.onWrite === undefined ? {} : { onWrite: around.onWrite }),
  }
  const client = new HostClient(reach)
  return { provider: openAdapter(name, ADAPTERS[kind](client)), close: () => client.close() }
}

/** What each kind of host declares. */
export const declaredCapabilities = (): Readonly<Record<HostKind, ReadonlySet<Capability>>> => {
  const client = new HostClient({ name: 'none', base: 'https://host.invalid' })
  const all = HOST_KINDS.map((kind) => {
    if (kind === 'gitlocal') return [kind, capabilitiesOf(gitlocal('none', '/'))]
    if (kind === 'svn') return [kind, capabilitiesOf(svn({ name: 'none', base: 'file:///', own: true, folder: '/' }))]
    return [kind, capabilitiesOf(ADAPTERS[kind](client))]
  })
  client.close()
  return Object.fromEntries(all) as Record<HostKind, ReadonlySet<Capability>>
}
