import type { LearnedGuide } from './learned.js'

/**
 * Whether a change already carries a cure: its text names the guide or its file, it holds the filled-in checklist, or it
 * touches the file of the guide itself. `pattern`: name of the pattern, which stands in the heading of its checklist.
 */
export const carriesCure = (
  { files, text }: { readonly files: readonly string[]; readonly text: string },
  { name, rule, path, kind }: LearnedGuide,
  pattern?: string,
): boolean => {
  if (path !== null && files.includes(path)) return true
  const said = text.toLowerCase()
  const heading = kind === 'checklist' && pattern !== undefined ? [`checklist for ${pattern}`] : []
  return [name, rule, ...(path === null ? [] : [path]), ...heading].some((one) => said.includes(one.toLowerCase()))
}
