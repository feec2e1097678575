import picomatch from 'picomatch'

const matchers = new Map<string, (path: string) => boolean>()
/** Compiled sets of globs that are kept. */
const MOST_KEPT = 1000

/** Those of the paths that one of the globs names. */
export const pathsMatching = (paths: readonly string[], globs: readonly string[]): string[] => {
  const key = JSON.stringify(globs)
  let matches = matchers.get(key)
  if (matches === undefined) {
    if (matchers.size >= MOST_KEPT) matchers.clear()
    matches = picomatch([...globs], { dot: true })
    matchers.set(key, matches)
  }
  return paths.filter(matches)
}
