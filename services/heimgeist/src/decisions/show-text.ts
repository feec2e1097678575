/** A stranger's text as it may be shown: no control or invisible characters, and bounded. */
export const show = (text: string, limit = 300): string =>
  text.slice(0, limit).toWellFormed().replaceAll(/\p{C}/gu, '\uFFFD').slice(0, limit)
