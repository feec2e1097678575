/** How a language is read. */
export interface Language {
  readonly name: string
  /** Name of the grammar file: tree-sitter-<grammar>.wasm. */
  readonly grammar: string
  /** Endings of its files. */
  readonly endings: readonly string[]
  /**
   * What is looked for. A match captures either a definition (`function`, `method`, `class`, `interface`, `type`, `enum`,
   * `module`) with its `name`, or an `import` with `module` and `imported` names, or a `call`, or an `inherit`.
   */
  readonly query: string
}
