import type { TextRequestedV1 } from '@heimgewebe/contracts'

const words = (maxLength: number, minLength = 0): object => ({ type: 'string', minLength, maxLength })
const names = { type: 'array', items: words(20), maxItems: 20 }
const form = (properties: object): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

/** What an answer has to look like, by what it is for: JSON Schema. There is no form in which anything could be ordered. */
export const FORMS: Readonly<Record<TextRequestedV1['use'], object>> = {
  post_mortem: form({
    sentences: { type: 'array', minItems: 1, maxItems: 20, items: form({ text: words(600, 1), events: names }) },
  }),
  lint_rule: form({ language: words(50), pattern: words(2000), events: names }),
}

/** The prompt of each use, by the name of its file. */
export const TEMPLATES: Readonly<Record<TextRequestedV1['use'], string>> = {
  post_mortem: 'post-mortem',
  lint_rule: 'lint-rule',
}

/** The first facts, as many as a question holds: only those are given, and only those may be cited. */
export const factsWithin = (facts: TextRequestedV1['facts'], bytes: number): TextRequestedV1['facts'] => {
  let left = bytes
  const end = facts.findIndex(({ text }) => (left -= new TextEncoder().encode(text).byteLength) < 0)
  return end < 0 ? facts : facts.slice(0, end)
}

/** Facts by the short names that answers cite them by. */
export const nameFacts = (facts: TextRequestedV1['facts']): { readonly id: string; readonly text: string }[] =>
  facts.map(({ text }, place) => ({ id: `E${place + 1}`, text }))

/** The events behind short names; undefined where one of them was not given, or none is named. */
export const eventsBehind = (cited: readonly string[], facts: TextRequestedV1['facts']): string[] | undefined => {
  const behind = cited.map((name) => (/^E[1-9]\d{0,2}$/.test(name) ? facts[Number(name.slice(1)) - 1] : undefined))
  if (behind.length === 0 || behind.includes(undefined)) return undefined
  return [...new Set(behind.flatMap((fact) => fact?.events ?? []))]
}
