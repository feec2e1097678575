import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { declaredCapabilities } from '../src/open-host.js'
import { CAPABILITIES, HOST_KINDS } from '../src/provider.js'

it('stands in the documents as it is declared in the code', () => {
  const declared = declaredCapabilities()
  const rows = ['clone', 'webhooks', ...Object.values(CAPABILITIES)].map((capability) => {
    const marks = HOST_KINDS.map((kind) => ((declared[kind] as ReadonlySet<string>).has(capability) ? 'yes' : '–'))
    return `| ${[`\`${capability}\``, ...marks].join(' | ')} |`
  })
  const text = readFileSync(new URL('../../../docs/hosts.md', import.meta.url), 'utf8').replace(/ +/g, ' ')

  for (const row of rows) expect(text).toContain(row)
})
