// Every contract: folder, $id and title are one name, each property is described, its examples are valid and invalid as
// they say, and it is compatible with the last release.
import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import formatsPlugin from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { breaks, undescribed } from './contract-rules.mjs'

const NAME = /^[a-z]+(\.[a-z]+)*\.v[1-9]\d*$/
const problems = []
const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const lastRelease = () => {
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v*').trim()
  } catch {
    return undefined
  }
}
const read = async (path) => JSON.parse(await readFile(path, 'utf8'))

const types = (await readdir('contracts')).sort()
const release = lastRelease()
for (const type of types) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  formatsPlugin.default(ajv)
  const schema = await read(`contracts/${type}/schema.json`)
  const say = (problem) => problems.push(`${type}: ${problem}`)
  if (!NAME.test(type)) say('the name is not <noun>.<past participle>.v<n>')
  if (schema.$id !== `https://heimgewebe.dev/contracts/${type}`) say('$id is not the name')
  if (schema.title !== type) say('title is not the name')
  if (!schema.description) say('no description')
  for (const pointer of undescribed(schema)) say(`${pointer} has no description`)
  const valid = ajv.compile(schema)
  const examples = (await readdir(`contracts/${type}`)).filter((file) => file !== 'schema.json')
  for (const kind of ['valid', 'invalid'])
    if (!examples.some((file) => file.startsWith(`${kind}-`))) say(`no ${kind} example`)
  for (const file of examples) {
    const is = valid(await read(`contracts/${type}/${file}`))
    if (is !== file.startsWith('valid-')) say(`${file} is ${is ? 'valid' : `invalid: ${ajv.errorsText(valid.errors)}`}`)
  }
}
if (release) {
  for (const type of git('ls-tree', '--name-only', `${release}:contracts`).split('\n').filter(Boolean)) {
    const before = JSON.parse(git('show', `${release}:contracts/${type}/schema.json`))
    if (!types.includes(type)) problems.push(`${type}: is in release ${release} and gone now`)
    else
      for (const change of breaks(before, await read(`contracts/${type}/schema.json`)))
        problems.push(`${type}: ${change} since ${release}; make a new version`)
  }
}
process.stdout.write(
  `${types.length} contracts checked${release ? ` against ${release}` : '; no release to compare with yet'}\n`,
)
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
