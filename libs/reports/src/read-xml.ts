import { XMLParser } from 'fast-xml-parser'

/** An element as it was read: attributes begin with @, text is #text. */
export type XmlNode = Readonly<Record<string, unknown>>

/** A document, or in words why it cannot be read. */
export type XmlReading =
  { readonly state: 'read'; readonly root: XmlNode } | { readonly state: 'refused'; readonly reason: string }

const DEEPEST = 50
/** A document type that only names where it is described. Nobody looks there. */
const EXTERNAL_TYPE = /<!DOCTYPE\s+[\w:.-]+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:"[^"<>[\]]*"|'[^'<>[\]]*')){1,2})?\s*>/i

/**
 * Reads XML of a stranger: no entity is expanded and no document type accepted, but for one that only names an address
 * where that is the custom of the format. `lists`: names of elements that may stand more than once.
 */
export const parseXml = (xml: string, lists: readonly string[], customaryType = false): XmlReading => {
  const text = customaryType ? xml.replace(EXTERNAL_TYPE, '') : xml
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    return { state: 'refused', reason: 'it has a document type, which is not accepted' }
  try {
    return { state: 'read', root: parserFor(lists).parse(text, true) as XmlNode }
  } catch (error) {
    return { state: 'refused', reason: `it is not well-formed (${String(error).slice(0, 200)})` }
  }
}

const parserFor = (lists: readonly string[]): XMLParser =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseAttributeValue: false,
    parseTagValue: false,
    // Nothing but the characters that XML itself names is put in; see `decoded`.
    processEntities: false,
    maxNestedTags: DEEPEST,
    isArray: (name) => lists.includes(name),
  })

/** The elements under a name: the parser gives a text for one that has nothing but text. */
export const nodes = (value: unknown): XmlNode[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
    if (typeof one === 'string') return [{ '#text': one }]
    return typeof one === 'object' && one !== null ? [one as XmlNode] : []
  })

/** An attribute as text; empty where there is none. */
export const attribute = (node: XmlNode | undefined, name: string): string => {
  const value = node?.[`@${name}`]
  return typeof value === 'string' ? decoded(value) : ''
}

/** A whole number above 0; 0 for anything else. */
export const positive = (value: unknown): number => {
  const count = Number(value)
  return Number.isSafeInteger(count) && count > 0 ? Math.min(count, 1_000_000) : 0
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Text with the characters that XML itself names, and no others, put in. */
export const decoded = (text: string): string =>
  text.replaceAll(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
