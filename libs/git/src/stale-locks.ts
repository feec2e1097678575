import { writeFileSync } from 'node:fs'
import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pidFile = (mirror: string): string => `${mirror}.pid`

/** Remembers a git that writes to a mirror, so that the next process of ours can end it should we die before it does. */
export const rememberWriter = (mirror: string, pid: number): void => writeFileSync(pidFile(mirror), String(pid))

export const forgetWriter = (mirror: string): Promise<void> => rm(pidFile(mirror), { force: true })

/**
 * Makes a mirror usable after a process of ours was killed: ends the git that it may have left behind, then removes the
 * locks and half-written files, which nobody holds any more. Only for mirrors that one process of ours owns.
 */
export const clearStaleLocks = async (mirror: string): Promise<void> => {
  await endOrphan(mirror)
  const stale = [
    ...(await filesIn(mirror, false, /\.lock$/)),
    ...(await filesIn(join(mirror, 'refs'), true, /\.lock$/)),
    ...(await filesIn(join(mirror, 'objects/info'), true, /\.lock$/)),
    ...(await filesIn(join(mirror, 'objects/pack'), false, /^(tmp_|\.tmp-)/)),
  ]
  for (const file of stale) await rm(file, { force: true, recursive: true })
}

const endOrphan = async (mirror: string): Promise<void> => {
  const pid = Number(await readFile(pidFile(mirror), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1) return
  for (let tries = 0; tries < 50 && (await isOurs(pid, mirror)); tries++) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      break
    }
    await sleep(100)
  }
  await forgetWriter(mirror)
}

/** Process ids are used again, so the arguments have to name this mirror. Without /proc, no process is touched. */
const isOurs = async (pid: number, mirror: string): Promise<boolean> => {
  const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return args.some((arg) => arg === `--git-dir=${mirror}` || arg === `--git-dir=${mirror}.new`)
}

const filesIn = async (folder: string, deep: boolean, name: RegExp): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: deep }).catch(() => [])
  return entries.filter((entry) => name.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
}
