/** JSON that Postgres takes: it holds neither NUL nor half a surrogate pair, and a stranger's text may have both. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '\uFFFD') : part,
  )
