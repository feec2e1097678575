import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const service = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the service as it is shipped, into a folder of its own. Gives the file to start. */
export const bundle = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'heimgeist-bundle-'))
  await symlink(join(service, 'src'), join(folder, 'src'))
  await cp(join(service, 'package.json'), join(folder, 'package.json'))
  const builder = join(service, '../../deploy/build/build-service.mjs')
  await promisify(execFile)(process.execPath, [builder], { cwd: folder })
  return join(folder, 'dist', 'main.js')
}

/** Starts the service as a process of its own. */
export const startProcess = (main: string, settings: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...settings }, stdio: 'ignore' })

/** Ends a process as a power cut would, or with SIGTERM as a person does, and waits until it is gone. */
export const kill = async (child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** Waits until something is so. The test's own limit ends a wait in vain. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await sleep(20)
}
