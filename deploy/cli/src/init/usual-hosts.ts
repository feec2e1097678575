import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Package managers that fetch. */
export const TOOLS = ['npm', 'pnpm', 'yarn', 'pip', 'go', 'cargo'] as const

/** One of them. */
export type Tool = (typeof TOOLS)[number]

/** Longest that a tool may take to say where it fetches from, in milliseconds. */
const TIMEOUT_MS = 10_000

const PIP = 'from pip._internal.models.index import PyPI as i; print(i.netloc, i.file_storage_domain)'

/** How each says it. Cargo has no word for it. */
const ASK: Readonly<Record<Tool, readonly string[] | undefined>> = {
  npm: ['npm', 'config', 'get', 'registry'],
  pnpm: ['npm', 'config', 'get', 'registry'],
  yarn: ['yarn', 'config', 'get', 'registry'],
  pip: ['python3', '-c', PIP],
  go: ['go', 'env', 'GOPROXY', 'GOSUMDB'],
  cargo: undefined,
}

const HOST = /^(?:https:\/\/)?((?:[a-z0-9-]+\.)+[a-z]+)(?:\/|$)/i

/** Hosts that a package manager of this machine fetches from, as it says itself; none where it is not here or does not say. */
export const usualHosts = async (tool: Tool): Promise<string[]> => {
  const [program, ...args] = ASK[tool] ?? []
  if (program === undefined) return []
  // Not in the repository: what stands there for the tool is a stranger's.
  const said = await promisify(execFile)(program, args, { cwd: '/', timeout: TIMEOUT_MS }).catch(() => ({ stdout: '' }))
  return [...new Set(said.stdout.split(/[\s,|]+/).flatMap((word) => HOST.exec(word)?.[1]?.toLowerCase() ?? []))]
}
