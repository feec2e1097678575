import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml'
import { clean } from './storable-text.js'

const MAX_PROBLEMS = 50
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }
const UNIT_MIB: Readonly<Record<string, number>> = {
  MiB: 1,
  MB: 1_000_000 / 1_048_576,
  M: 1,
  GiB: 1024,
  GB: 1_000_000_000 / 1_048_576,
  G: 1024,
}

/** Reads single values of the configuration file, and gathers what is wrong, each with its line. */
export class ConfigurationReader {
  readonly problems: string[] = []

  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  problem(at: number, text: string): void {
    if (this.problems.length < MAX_PROBLEMS)
      this.problems.push(clean(`line ${this.lines.linePos(at).line}: ${text}`, 500))
  }

  wrong(node: Node, where: string, text: string): void {
    this.problem(node.range?.[0] ?? 0, `${where} ${text}`)
  }

  placeOf(node: unknown): number {
    return isNode(node) ? (node.range?.[0] ?? 0) : 0
  }

  /** The node itself, or what it is an alias of. */
  resolved(node: unknown): Node | undefined {
    const target = isAlias(node) ? node.resolve(this.document) : node
    return isNode(target) && !(isScalar(target) && target.value === null) ? target : undefined
  }

  get(map: YAMLMap, key: string): Node | undefined {
    return this.resolved(map.get(key, true))
  }

  name(key: unknown): string | undefined {
    const text = isScalar(key) ? String(key.value ?? '') : ''
    return text.trim() === '' ? undefined : text
  }

  knownKeys(map: YAMLMap, known: readonly string[], where: string): void {
    for (const { key } of map.items) {
      const name = this.name(key) ?? '?'
      if (known.includes(name)) continue
      this.problem(
        this.placeOf(key),
        `${where === '' ? '' : `${where}.`}${name} is not known here: ${known.join(', ')} are`,
      )
    }
  }

  textAt(map: YAMLMap, key: string, where: string, limit: number): string | undefined {
    const node = this.get(map, key)
    return node && this.text(node, `${where}.${key}`, limit)
  }

  textsAt(map: YAMLMap, key: string, where: string, most: number, limit: number): string[] | undefined {
    const node = this.get(map, key)
    return node && this.texts(node, `${where}.${key}`, most, limit)
  }

  /** A list of texts, or one text in the place of a list of one. */
  texts(node: Node, where: string, most: number, limit: number): string[] | undefined {
    if (isMap(node)) return (this.wrong(node, where, 'is not a list of texts'), undefined)
    const items = isSeq(node) ? node.items.map((item) => this.resolved(item)) : [node]
    if (items.length > most) this.wrong(node, where, `has more than ${most} entries`)
    return items.slice(0, most).flatMap((item) => {
      if (item === undefined) return (this.wrong(node, where, 'has an empty entry'), [])
      return this.text(item, where, limit) ?? []
    })
  }

  flagAt(map: YAMLMap, key: string, where: string): boolean | undefined {
    const node = this.get(map, key)
    if (node === undefined) return undefined
    if (isScalar(node) && typeof node.value === 'boolean') return node.value
    this.wrong(node, `${where}.${key}`, 'is neither true nor false')
    return undefined
  }

  /** A duration such as 90s, 10m or 1h; a bare number is seconds. */
  secondsAt(map: YAMLMap, key: string, where: string): number | undefined {
    return this.measureAt(map, key, where, /^(\d+(?:\.\d+)?)\s*(s|m|h)?$/, UNIT_SECONDS, 'a duration such as 10m')
  }

  /** A size such as 512MiB or 2GiB; a bare number is MiB. */
  mebibytesAt(map: YAMLMap, key: string, where: string): number | undefined {
    return this.measureAt(map, key, where, /^(\d+(?:\.\d+)?)\s*([MG]i?B|[MG])?$/, UNIT_MIB, 'a size such as 1GiB')
  }

  /** The value within its bounds; beyond them the nearest bound, and a problem. */
  within(map: YAMLMap, where: string, key: string, value: number, least: number, most: number): number {
    const bounded = Math.min(Math.max(Math.round(value), least), most)
    if (value > most || value < least)
      this.wrong(this.get(map, key) ?? map, `${where}.${key}`, `must be from ${least} to ${most}: ${bounded} is used`)
    return bounded
  }

  private measureAt(
    map: YAMLMap,
    key: string,
    where: string,
    form: RegExp,
    units: Readonly<Record<string, number>>,
    example: string,
  ): number | undefined {
    const node = this.get(map, key)
    if (node === undefined) return undefined
    const text = isScalar(node) ? String(node.value) : ''
    const [, value, unit] = form.exec(text.trim()) ?? []
    if (value !== undefined) return Number(value) * (unit === undefined ? 1 : (units[unit] ?? 1))
    this.wrong(node, `${where}.${key}`, `is not ${example}: ${JSON.stringify(text)}`)
    return undefined
  }

  private text(node: Node, where: string, limit: number): string | undefined {
    const value = isScalar(node) ? node.value : undefined
    if (typeof value !== 'string' && typeof value !== 'number')
      return (this.wrong(node, where, 'is not a text'), undefined)
    const text = String(value).trim()
    if (text === '') return (this.wrong(node, where, 'is empty'), undefined)
    if (text.length <= limit) return clean(text, limit)
    this.wrong(node, where, `is longer than ${limit} characters`)
    return undefined
  }
}
