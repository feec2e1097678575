/** What a named piece of code is. */
export type SymbolKind = 'function' | 'method' | 'class' | 'interface' | 'type' | 'enum' | 'module'

/** A named piece of code in one file. */
export interface CodeSymbol {
  /** Name with those around it, such as `Cart.total`; unique in its file but for overloads. */
  readonly name: string
  readonly kind: SymbolKind
  /** First line, from 1. */
  readonly from: number
  /** Last line, from 1. */
  readonly to: number
}

/** A file that wants something of another. */
export interface CodeImport {
  /** As it is written: a path, a dotted name, a header. */
  readonly module: string
  /** Names that it brings in, as the other file calls them; empty where it brings in all. */
  readonly names: readonly string[]
  /** Line, from 1. */
  readonly line: number
}

/** A place where a name is used. */
export interface CodeReference {
  /** Last part of the name, such as `total` of `cart.total()`. */
  readonly name: string
  readonly kind: 'call' | 'inherit'
  /** Symbol that it stands in; absent at the top of the file. */
  readonly within?: string
  /** Line, from 1. */
  readonly line: number
}

/** What is in one file. Same text, same index. */
export interface SourceIndex {
  /** Language it was read as; `text` where there is no grammar for it. */
  readonly language: string
  readonly symbols: readonly CodeSymbol[]
  readonly imports: readonly CodeImport[]
  readonly references: readonly CodeReference[]
  /** False where the file has errors, or a bound left something out. */
  readonly whole: boolean
}
