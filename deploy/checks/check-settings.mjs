// Every setting that the code reads stands in .env.example, and nothing stands there that no code reads.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const folders = [
  'libs/mesh/src',
  'deploy/cli/src',
  'deploy/bootstrap',
  ...(await readdir('services')).map((service) => `services/${service}/src`),
]
const texts = []
for (const folder of folders)
  for (const file of await readdir(folder, { recursive: true }).catch(() => []))
    if (/\.(ts|mjs)$/.test(file) && !file.includes('.test.')) texts.push(await readFile(join(folder, file), 'utf8'))
for (const file of ['docker-compose.yml', 'docker-compose.test.yml']) texts.push(await readFile(file, 'utf8'))
const code = texts.join('\n')
const example = await readFile('.env.example', 'utf8')
const documented = new Set([...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]))
const read = new Set(
  [
    ...code.matchAll(/env\.(?:int|number|string|boolean|duration|path|list|optional)\(\s*source,\s*'([A-Z0-9_]+)'/g),
  ].map((match) => match[1]),
)
/** Set by every shell; nothing of ours to document. */
const GIVEN = ['PATH']
const missing = [...read].filter((name) => !documented.has(name) && !GIVEN.includes(name)).sort()
// A shared setting is read under a name that is put together: its last part must stand in the code.
const idle = [...documented]
  .filter(
    (name) =>
      !read.has(name) &&
      !code.includes(name) &&
      !code.includes(`'${name.replace(/^[A-Z]+_/, '')}'`) &&
      !code.includes(`_${name.split('_').slice(1).join('_')}\``),
  )
  .sort()
process.stdout.write(`${documented.size} settings documented\n`)
if (missing.length + idle.length > 0) {
  process.stderr.write(
    `${missing.map((name) => `${name} is read by the code and not in .env.example`).join('\n')}\n${idle.map((name) => `${name} is in .env.example and read by no code`).join('\n')}\n`,
  )
  process.exitCode = 1
}
