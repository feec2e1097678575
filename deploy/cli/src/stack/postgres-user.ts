import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EXIT, Failure } from '../failure.js'

const run = promisify(execFile)

/**
 * Words to put before a Postgres command. Postgres refuses to run as root; root therefore runs it in a user namespace, where
 * it appears as user 1000 and the files still belong to root, so that a folder below a closed /root works too.
 */
export const postgresUser = async (uid: number | undefined): Promise<readonly string[]> => {
  if (uid !== 0) return []
  const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000', '--']
  const works = await run(namespace[0]!, [...namespace.slice(1), 'true'], { timeout: 5000 }).then(
    () => true,
    () => false,
  )
  if (works) return namespace
  throw new Failure(
    'PostgreSQL cannot run as root, and this system forbids user namespaces',
    EXIT.unreachable,
    'Run the command as an ordinary user who owns this folder, or allow user namespaces (sysctl user.max_user_namespaces).',
  )
}
