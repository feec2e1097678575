import type { CodeSymbol } from './source.js'

/** Lines of a file, first and how many. */
export interface LineRange {
  /** From 1. */
  readonly from: number
  readonly count: number
}

/** The innermost symbols that lie under changed lines. A deletion (count 0) touches what stands around it. */
export const touchedSymbols = (symbols: readonly CodeSymbol[], ranges: readonly LineRange[]): CodeSymbol[] => {
  const touched = new Set<CodeSymbol>()
  for (const { from, count } of ranges) {
    const to = from + Math.max(count, 1) - 1
    const under = symbols.filter((symbol) => symbol.from <= to && symbol.to >= from)
    for (const symbol of under) if (!isAround(symbol, under, from, to)) touched.add(symbol)
  }
  return symbols.filter((symbol) => touched.has(symbol))
}

/** Whether all changed lines in a symbol lie in symbols inside it, so that it is only what is around them. */
const isAround = (symbol: CodeSymbol, under: readonly CodeSymbol[], from: number, to: number): boolean => {
  const inner = under.filter((one) => one !== symbol && one.from >= symbol.from && one.to <= symbol.to)
  for (let line = Math.max(from, symbol.from); line <= Math.min(to, symbol.to); line++)
    if (!inner.some((one) => one.from <= line && one.to >= line)) return false
  return inner.length > 0
}
