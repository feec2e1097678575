/** What something touches. */
export interface Touches {
  readonly files: readonly string[]
  readonly areas: readonly string[]
}

/** Files, else areas, that something has in common with at least so many others; undefined where there are none. */
export const sharedPlaces = (
  own: Touches,
  others: readonly Touches[],
  least: number,
): { readonly by: 'files' | 'areas'; readonly places: readonly string[] } | undefined => {
  const common = (by: 'files' | 'areas'): string[] =>
    own[by].filter((name) => others.filter((one) => one[by].includes(name)).length >= least)
  const files = common('files')
  const [by, places] = files.length > 0 ? (['files', files] as const) : (['areas', common('areas')] as const)
  return places.length === 0 ? undefined : { by, places }
}
