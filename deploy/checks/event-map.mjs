// Who appends and who hears which event, read from the code of the services.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const sources = async (folder) => {
  const files = await readdir(folder, { recursive: true })
  return Promise.all(
    files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFile(join(folder, file), 'utf8')),
  )
}
const matches = (texts, pattern) =>
  new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1])))

/** For each service: the types it appends and the types it hears. */
export const eventMap = async () => {
  const services = (await readdir('services')).sort()
  const mesh = await sources('libs/mesh/src')
  const everyones = matches(mesh, /\bdraft\(\s*'([^']+)'/g)
  const map = {}
  for (const service of services) {
    const texts = await sources(`services/${service}/src`)
    map[service] = {
      appends: matches(texts, /\bdraft\(\s*'([^']+)'/g),
      hears: matches(texts, /@(?:OnEvent|Perform)\(\s*'([^']+)'/g),
    }
  }
  return { services: map, everyones }
}
