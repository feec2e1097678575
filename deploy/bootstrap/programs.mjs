// Finds and fetches the two programs that do not come from npm: nats-server and bubblewrap.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hasApt, unpackPackage } from './debian-packages.mjs'
import { UNPACKED } from './paths.mjs'
import { Problem } from './problem.mjs'
import { say, step } from './steps.mjs'

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter(isProgram)

/** Version of a nats-server as a number, 2.10 = 210; 0 where it does not run. */
const natsVersion = (path) => {
  try {
    const [, major, minor] = /v(\d+)\.(\d+)\./.exec(
      execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 5000 }),
    )
    return Number(major) * 100 + Number(minor)
  } catch {
    return 0
  }
}

const NEEDED = 210
const NATS_NEXT =
  process.platform === 'darwin'
    ? 'Install it with "brew install nats-server", then start again.'
    : 'Install nats-server 2.10 or later (Fedora: "dnf install nats-server"; Arch: "pacman -S nats-server"; all: https://github.com/nats-io/nats-server/releases), put it on PATH or set HEIMGEWEBE_NATS_SERVER to it, then start again.'

/** Path of the best nats-server that is there already; undefined when there is none. */
export const findNatsServer = () => {
  const chosen = process.env.HEIMGEWEBE_NATS_SERVER
  if (chosen) return chosen
  const found = [...onPath('nats-server'), join(UNPACKED, 'usr/sbin/nats-server'), '/usr/sbin/nats-server'].filter(
    isProgram,
  )
  return found.find((path) => natsVersion(path) >= NEEDED) ?? found.find((path) => natsVersion(path) > 0)
}

/** The same, fetched first where there is none or only one that is too old. An old one is better than none. */
export const ensureNatsServer = async () => {
  const found = findNatsServer()
  if (found !== undefined && (process.env.HEIMGEWEBE_NATS_SERVER || natsVersion(found) >= NEEDED)) return found
  try {
    if (!hasApt()) throw new Problem('there is no nats-server on this machine', NATS_NEXT)
    await step('fetching nats-server', () => unpackPackage('nats-server', ['sid', 'trixie', 'system'], NATS_NEXT))
    const fetched = findNatsServer()
    if (fetched === undefined) throw new Problem('nats-server was fetched, but does not run here', NATS_NEXT)
    return fetched
  } catch (error) {
    if (found === undefined) throw error
    say(
      `! nats-server at ${found} is older than 2.10 and no newer one could be fetched; it works, without the fixes of later versions`,
    )
    return found
  }
}

/** Path of bubblewrap; undefined when there is none. */
export const findBubblewrap = () => [...onPath('bwrap'), join(UNPACKED, 'usr/bin/bwrap')].find(isProgram)

/** Fetches bubblewrap where it is missing. Without it guards are not run, and say so; everything else works. */
export const ensureBubblewrap = async () => {
  if (findBubblewrap() !== undefined || process.platform !== 'linux') return
  const next = 'Install bubblewrap with your system (package "bubblewrap"), or go on: guards will be shown as not run.'
  try {
    if (!hasApt()) throw new Problem('there is no bubblewrap on this machine', next)
    // NOTE: from the system's own suite: a newer one may need a newer libc.
    await step('fetching bubblewrap', () => unpackPackage('bubblewrap', ['system'], next))
  } catch (error) {
    say(`! ${error.message}\n  ${next}`)
  }
}
