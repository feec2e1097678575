import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Every secret that a start made, by the name of its file. */
export const secretsOf = async (home: string): Promise<ReadonlyMap<string, string>> => {
  const folder = join(home, 'secrets')
  const entries = await Promise.all(
    (await readdir(folder)).map(async (name) => [name, (await readFile(join(folder, name), 'utf8')).trim()] as const),
  )
  return new Map(entries)
}

/** Where a secret stands that it must not: files of the home folder but its own, arguments and environments of all processes. */
export const hunt = async (home: string, secrets: ReadonlyMap<string, string>): Promise<string[]> => {
  const forms = [...secrets].map(([name, secret]) => ({ name, texts: [secret, encodeURIComponent(secret)] }))
  const found: string[] = []
  for (const path of [...(await filesBelow(home)), ...(await processFiles())]) {
    // NOTE: a process may end, and a server may put a file away, between the list and the look.
    const text = await readFile(path, 'latin1').catch(() => '')
    for (const { name, texts } of forms)
      if (texts.some((one) => text.includes(one))) found.push(`${name} in ${relative(home, path)}`)
  }
  return found
}

const filesBelow = async (home: string): Promise<string[]> => {
  const entries = await readdir(home, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.parentPath !== join(home, 'secrets'))
    .map((entry) => join(entry.parentPath, entry.name))
}

const processFiles = async (): Promise<string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`])
}
