import { describe, expect, it } from '@jest/globals'
import { breaks, undescribed } from './contract-rules.mjs'

const contract = {
  type: 'object',
  properties: {
    repository: { type: 'string', description: 'r', maxLength: 300 },
    verdict: { type: 'string', description: 'v', enum: ['passed', 'failed'] },
    files: {
      type: 'array',
      description: 'f',
      items: { type: 'object', properties: { path: { type: 'string', description: 'p' } }, required: ['path'] },
    },
  },
  required: ['repository'],
}
type Contract = typeof contract
const changed = (change: (copy: Contract) => void): Contract => {
  const copy = structuredClone(contract)
  change(copy)
  return copy
}

describe('a contract within one version', () => {
  it('may get optional fields and better words', () => {
    const after = changed((copy) => {
      Object.assign(copy.properties, { url: { type: 'string', description: 'u' } })
      copy.properties.repository.description = 'Repository identity.'
    })
    expect(breaks(contract, after)).toEqual([])
  })

  it.each<[string, (copy: Contract) => void, string]>([
    ['a removed field', (copy) => void Reflect.deleteProperty(copy.properties, 'verdict'), '/verdict: removed'],
    ['a new required field', (copy) => copy.required.push('verdict'), '/: required changed'],
    ['another type', (copy) => (copy.properties.repository.type = 'number'), '/repository: type changed'],
    ['one more enum value', (copy) => copy.properties.verdict.enum.push('unknown'), '/verdict: enum changed'],
    ['a narrower bound', (copy) => (copy.properties.repository.maxLength = 10), '/repository: maxLength changed'],
    ['a change deep inside', (copy) => (copy.properties.files.items.required = []), '/files/[]: required changed'],
  ])('may not have %s', (_title, change, problem) => {
    expect(breaks(contract, changed(change))).toContain(problem)
  })

  it('describes every property, however deep', () => {
    const after = changed(
      (copy) => void Reflect.deleteProperty(copy.properties.files.items.properties.path, 'description'),
    )
    expect(undescribed(contract)).toEqual([])
    expect(undescribed(after)).toEqual(['/files/[]/path'])
  })
})
