import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, readdir, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const services = fileURLToPath(new URL('../../../services', import.meta.url))

/** Bundles a service as it is shipped, into a folder of its own. Gives the file to start. */
export const bundle = async (name: string): Promise<string> => {
  const service = join(services, name)
  const folder = await mkdtemp(join(tmpdir(), `${name}-bundle-`))
  await symlink(join(service, 'src'), join(folder, 'src'))
  await cp(join(service, 'package.json'), join(folder, 'package.json'))
  const builder = join(service, '../../deploy/build/build-service.mjs')
  await promisify(execFile)(process.execPath, [builder], { cwd: folder })
  return join(folder, 'dist', 'main.js')
}

/** Starts a bundled service as a process of its own. */
export const startProcess = (main: string, settings: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...settings }, stdio: 'ignore' })

/** Ends a process as a power cut would, or with SIGTERM as a person does, and waits until it is gone. */
export const kill = async (child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** How many processes of this machine have a text in their arguments. */
export const processesWith = async (text: string): Promise<number> => {
  let found = 0
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (words.includes(text)) found++
  }
  return found
}
