import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

let supported: Promise<boolean> | undefined

const probe = (): Promise<boolean> =>
  promisify(execFile)('setpriv', ['--pdeathsig', 'KILL', 'true'], { timeout: 5000 }).then(
    () => true,
    () => false,
  )

/**
 * A command that gets `signal` when the process that started it dies, even by SIGKILL, so that no orphan stays behind.
 * Where the system has no way to ask for that, the command is returned as it is, and the next start cleans up.
 */
export const dyingWithParent = async (
  signal: 'KILL' | 'TERM' | 'INT',
  command: readonly [string, ...string[]],
): Promise<readonly [string, ...string[]]> => {
  supported ??= probe()
  return (await supported) ? ['setpriv', '--pdeathsig', signal, '--', ...command] : command
}
