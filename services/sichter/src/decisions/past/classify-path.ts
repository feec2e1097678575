const CODE = new Set(
  (
    'c h cc cpp cxx hpp hh hxx mm m py ts tsx js jsx mjs cjs mts cts go rs java kt kts scala rb php pl pm sh bash zsh s asm inc y l ' +
    'lua swift cs fs vb dart ml mli ex exs erl hs clj cljs r jl nim zig sol proto graphql sql vue svelte json5 tf groovy gradle ps1 v sv vhd'
  ).split(' '),
)
const TEST =
  /(^|\/)(tests?|specs?|__tests__|testing|testdata|e2e|unit)(\/|$)|(_test|_spec|\.test|\.spec|_tests|\.e2e|Test|Tests|Spec)\.[a-z]+$|(^|\/)test[_-][^/]*\.[a-z]+$/
const GENERATED =
  /(^|\/)(vendor|node_modules|third_party|dist|generated)\/|\.(lock|min\.js|snap|pb\.go|svg|map)$|(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock)$/
const DOCUMENT =
  /\.(md|rst|txt|adoc|html?|tex|man|\d)$|(^|\/)(docs?|Documentation|man)\/|(^|\/)(NEWS|AUTHORS|README|CHANGELOG|LICENSE|TODO)[^/]*$/i

/** Scripts of pages that are shown, and settings of what builds them. Deeper down a folder of that name may be a part of the product. */
const DOCUMENTATION = /^(docs?|documentation)\//i

/** What a file is for, as its path tells. */
export type PathKind = 'code' | 'test' | 'document' | 'generated' | 'other'

const extensionOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
}

const classify = (path: string): PathKind => {
  if (GENERATED.test(path)) return 'generated'
  if (DOCUMENTATION.test(path)) return 'document'
  const code = CODE.has(extensionOf(path))
  if (code && TEST.test(path)) return 'test'
  if (code) return 'code'
  return DOCUMENT.test(path) ? 'document' : 'other'
}

/** Paths whose kind is kept: the same ones are asked for again and again. */
const MOST_KEPT = 10_000
const kept = new Map<string, PathKind>()

/** What a file is for, by the conventions of common languages. */
export const classifyPath = (path: string): PathKind => {
  const known = kept.get(path)
  if (known !== undefined) return known
  if (kept.size >= MOST_KEPT) kept.clear()
  const kind = classify(path)
  kept.set(path, kind)
  return kind
}
