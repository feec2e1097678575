import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { access, chmod, constants, copyFile, lstat, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { FORWARDER } from './sandbox-forwarder.js'
import { systemCallFilter } from './sandbox-filter.js'
import type { SandboxParts } from './sandbox-types.js'

const run = promisify(execFile)

/** Where to look, and who to be. */
export interface SandboxPlace {
  /** Folder of this service; made when missing. */
  readonly home: string
  /** Folder that the project unpacks Debian packages into; searched when bubblewrap is not on the PATH. */
  readonly tools: string | undefined
  /** PATH to search. */
  readonly path: string
  /** User of the host for runs that root starts. */
  readonly user: number
  readonly toolFolders: readonly string[]
}

const ETC: Readonly<Record<string, string>> = {
  passwd: 'wgx:x:1000:1000:wgx:/home/wgx:/bin/sh\n',
  group: 'wgx:x:1000:\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
}

/** Finds what the sandbox needs and lays out its folders. Throws with the reason where something is missing. */
export const findParts = async (place: SandboxPlace): Promise<SandboxParts> => {
  const user = process.getuid?.() === 0 ? place.user : undefined
  const found = await findProgram(place)
  if (!(await executable('/usr/bin/prlimit'))) throw new Error('/usr/bin/prlimit is missing (package util-linux)')
  const root = await rootFor(place, user)
  const reachable = async (program: string, name: string): Promise<string> =>
    user === undefined || (await open(program)) ? program : copied(program, join(root, name))
  const bwrap = await reachable(found, 'bwrap')
  const [version, help] = await Promise.all([ask(bwrap, '--version'), ask(bwrap, '--help')])
  const etc = join(root, 'etc')
  await mkdir(etc, { recursive: true, mode: 0o755 })
  for (const [name, text] of Object.entries(ETC)) await writeFile(join(etc, name), text, { mode: 0o644 })
  const forwarder = join(root, 'forward.mjs')
  await writeFile(forwarder, FORWARDER, { mode: 0o644 })
  const filter = systemCallFilter(process.arch)
  if (filter) await writeFile(join(root, 'filter.bpf'), filter, { mode: 0o644 })
  return {
    bwrap,
    version: /\d+(\.\d+)+/.exec(version)?.[0] ?? 'unknown',
    disablesUserNamespaces: help.includes('--disable-userns'),
    user,
    root,
    etc,
    toolFolders: place.toolFolders,
    filter: filter ? join(root, 'filter.bpf') : undefined,
    node: await reachable(process.execPath, 'node'),
    forwarder,
    libraries: librariesOf(place.tools),
  }
}

const findProgram = async ({ path, tools }: SandboxPlace): Promise<string> => {
  const folders = [...path.split(delimiter).filter(Boolean), ...(tools ? [join(tools, 'usr/bin')] : [])]
  for (const folder of folders) {
    if (await executable(join(folder, 'bwrap'))) return join(folder, 'bwrap')
  }
  throw new Error(`bubblewrap (bwrap) was found neither on the PATH nor in ${tools ?? 'a tools folder'}`)
}

/**
 * The folder for runs. Root hands its runs to another user, who must be able to reach them: where the home folder is
 * closed to others (such as below /root), a folder of our own beside it in the temporary folder is used instead.
 */
const rootFor = async ({ home }: SandboxPlace, user: number | undefined): Promise<string> => {
  const wanted = join(home, 'sandbox')
  await mkdir(wanted, { recursive: true, mode: 0o711 })
  if (user === undefined || (await open(wanted))) return wanted
  const name = `heimgewebe-wgx-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`
  const other = join((await open('/var/tmp')) ? '/var/tmp' : tmpdir(), name)
  await mkdir(other, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(other)
  // NOTE: the name can be guessed, so somebody else may have been here first.
  if (!found.isDirectory() || found.uid !== 0) throw new Error(`${other} belongs to somebody else`)
  await chmod(other, 0o711)
  return other
}

const copied = async (program: string, copy: string): Promise<string> => {
  await rm(copy, { force: true })
  await copyFile(program, copy)
  await chmod(copy, 0o755)
  return copy
}

/** Whether everybody may pass through to it, and run or enter it. */
const open = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path)
  return (mode & 0o001) !== 0 && (path === '/' || (await open(dirname(path))))
}

const executable = async (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

const ask = async (program: string, option: string): Promise<string> => {
  const { stdout, stderr } = await run(program, [option], { env: {}, timeout: 10_000 })
  return stdout + stderr
}

const librariesOf = (tools: string | undefined): string | undefined =>
  tools && ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((triple) => join(tools, 'usr/lib', triple)).join(':')
