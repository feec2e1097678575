// The judge's door: builds sichter's judge from its sources where it is missing or old, and becomes it. Nothing but
// answers goes to stdout. It needs no server: the decisions are those of the service, the state is in memory. It keeps to
// the memory settings with which the product starts the service, where Node can set them on the way (from 22.15 on).
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const sichter = join(import.meta.dirname, '../../services/sichter')
const target = join(sichter, 'dist/judge.mjs')

const timeOf = async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0

const isOld = async () => {
  const built = await timeOf(target)
  const names = await readdir(join(sichter, 'src'), { recursive: true })
  const times = await Promise.all(names.map((name) => timeOf(join(sichter, 'src', name))))
  return times.some((time) => time > built)
}

if (await isOld()) {
  const { build } = await import('esbuild')
  await mkdir(join(sichter, 'dist'), { recursive: true })
  // Written beside and moved: two judges that start at once never read half a file.
  const draft = `${target}.${process.pid}.mjs`
  await build({
    entryPoints: [join(sichter, 'src/judge.ts')],
    outfile: draft,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  })
  await rename(draft, target)
}
const memory = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '262144' }
const flags = ['--max-old-space-size=512', '--max-semi-space-size=4']
if (typeof process.execve === 'function' && process.platform === 'linux')
  process.execve(process.execPath, [process.execPath, ...flags, target], { ...process.env, ...memory })
await import(pathToFileURL(target).href)
