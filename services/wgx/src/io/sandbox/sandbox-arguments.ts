import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DOOR_PROXY, DOOR_SOCKET } from './sandbox-forwarder.js'
import type { SandboxLimits, SandboxParts, SandboxRun } from './sandbox-types.js'

/** Where the checkout is, as a command sees it. */
export const WORK = '/work'
/** The home folder, as a command sees it. */
export const HOME = '/home/wgx'
/** Open files of one process. */
export const OPEN_FILES = 1024
const TMP_BYTES = 256 * 2 ** 20
const HOME_BYTES = 64 * 2 ** 20
/** File descriptors that bubblewrap gets: a line to us, its report on the run, and the system call filter. */
export const GATE_FD = 3
export const STATUS_FD = 4
export const FILTER_FD = 5

/** Parts of the host's /etc that programs of /usr need to start: names of alternatives and libraries, nothing personal. */
const HOST_ETC = ['alternatives', 'ld.so.cache', 'ssl/openssl.cnf', 'mime.types']
/** Whom a run with a way out may trust: the authorities of the host, in the places of Debian, Fedora and Arch. */
const AUTHORITIES = ['ssl/certs', 'pki/tls/certs', 'pki/ca-trust/extracted', 'ca-certificates/extracted']
/** The same as one file, for Node, which has a list of its own. */
const AUTHORITIES_FILE = '/etc/ssl/certs/ca-certificates.crt'
const OWN_ETC = ['passwd', 'group', 'hosts', 'nsswitch.conf']

/**
 * The arguments of bubblewrap for one run. Everything is taken away first (namespaces, environment, capabilities, the
 * whole file tree); what is not named here does not exist for the command.
 */
export const sandboxArguments = (parts: SandboxParts, run: SandboxRun, memoryIsGrouped: boolean): string[] => [
  ...['--unshare-all', '--unshare-user', ...(parts.disablesUserNamespaces ? ['--disable-userns'] : [])],
  ...['--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL', '--hostname', 'sandbox'],
  ...['--die-with-parent', '--new-session', '--json-status-fd', String(STATUS_FD)],
  ...(parts.filter ? ['--seccomp', String(FILTER_FD)] : []),
  ...['--clearenv', '--setenv', 'PATH', pathOf(parts), '--setenv', 'HOME', HOME, '--setenv', 'LANG', 'C.UTF-8'],
  ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/sbin', '/sbin'],
  ...['--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
  ...[...HOST_ETC, ...javaFolders()].flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
  ...OWN_ETC.flatMap((name) => ['--ro-bind', join(parts.etc, name), `/etc/${name}`]),
  ...parts.toolFolders.flatMap((tools) => ['--ro-bind', tools, tools]),
  ...['--proc', '/proc', '--dev', '/dev', '--size', String(HOME_BYTES), '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
  ...['--size', String(TMP_BYTES), '--tmpfs', '/tmp'],
  ...(run.home === undefined ? ['--size', String(HOME_BYTES), '--tmpfs', HOME] : ['--bind', run.home, HOME]),
  ...['--bind', run.folder, WORK, '--chdir', WORK],
  ...(run.shares ?? []).flatMap(({ from, to, writable }) => [writable ? '--bind' : '--ro-bind', from, to]),
  ...(run.door === undefined ? [] : doorArguments(parts, run.door)),
  ...['--remount-ro', '/', '--', '/bin/sh', '-c', INNER_GATE, 'gate'],
  // What leads to the door is ours and comes first: Node needs more than the memory that a command may be given as data.
  ...(run.door === undefined ? [] : [DOOR_NODE, DOOR_SCRIPT]),
  ...[...limited(run.limits, memoryIsGrouped), '/bin/sh', '-c', run.command],
]

const DOOR_NODE = '/door/node'
const DOOR_SCRIPT = '/door/forward.mjs'

/** What a run gets that has a way out: our proxy, what leads to it, and the settings by which programs find it. */
const doorArguments = ({ node, forwarder }: SandboxParts, door: string): string[] => [
  ...['--ro-bind', door, DOOR_SOCKET, '--ro-bind', node, DOOR_NODE, '--ro-bind', forwarder, DOOR_SCRIPT],
  ...AUTHORITIES.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].flatMap((name) => ['--setenv', name, DOOR_PROXY]),
  ...['NO_PROXY', 'no_proxy'].flatMap((name) => ['--setenv', name, 'localhost,127.0.0.1,::1']),
  ...['--setenv', 'NODE_USE_ENV_PROXY', '1'],
  ...(existsSync(AUTHORITIES_FILE) ? ['--setenv', 'NODE_EXTRA_CA_CERTS', AUTHORITIES_FILE] : []),
]

/**
 * Runs inside before the command: it asks whether we are still there. bubblewrap dies with its parent only from a
 * moment after its start on; whoever is killed within that moment must not leave a command behind that nobody ends.
 */
const INNER_GATE = `echo ready >&${GATE_FD} && read -r line <&${GATE_FD} || exit 125; exec ${GATE_FD}<&-; exec "$@"`

/**
 * The limits of each single process. Set inside, where `nproc` counts the processes of the run and not those of the
 * whole host. Without a control group memory is limited as `data`; address space (`as`) alone would not do, because
 * it is reserved far beyond what is used: Node does not start with 1 GiB of it.
 */
const limited = (limits: SandboxLimits, memoryIsGrouped: boolean): string[] => [
  '/usr/bin/prlimit',
  `--nproc=${limits.processes}`,
  ...(memoryIsGrouped ? [] : [`--data=${limits.memoryBytes}`]),
  `--as=${limits.memoryBytes + ADDRESS_ALLOWANCE}`,
  `--fsize=${limits.fileBytes}`,
  `--nofile=${OPEN_FILES}`,
  `--cpu=${Math.ceil(limits.seconds * CPU_ALLOWANCE)}`,
  '--core=0',
  '--',
]

/** Address space that a process may reserve beyond its memory, in bytes. */
const ADDRESS_ALLOWANCE = 32 * 2 ** 30
/** Processor seconds of one process for each second of wall time: one process may use several processors. */
const CPU_ALLOWANCE = 8

const pathOf = ({ toolFolders }: SandboxParts): string =>
  [...toolFolders.map((folder) => join(folder, 'bin')), '/usr/local/bin', '/usr/bin', '/bin'].join(':')

// Java's own settings are kept in /etc by Debian; a Java program does not start without them.
const javaFolders = (): string[] => readdirSync('/etc').filter((name) => /^java(-\d+-openjdk)?$/.test(name))
