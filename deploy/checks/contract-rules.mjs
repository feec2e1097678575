// What a contract must be, and what may change in it. Pure: the scripts beside read the files.

/** Properties without a description, as JSON pointers. */
export const undescribed = (schema, at = '') => {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    ...(typeof property.description === 'string' && property.description !== '' ? [] : [`${at}/${name}`]),
    ...undescribed(property, `${at}/${name}`),
  ])
  const items = schema.items && !Array.isArray(schema.items) ? undescribed(schema.items, `${at}/[]`) : []
  return [...own, ...items]
}

/** Words that say something about a schema and constrain nothing. */
const PROSE = new Set(['description', 'title', '$comment', 'examples'])

/**
 * Changes that a new version of a contract needs: within one, only new optional fields and better prose. Readers of old
 * events, and old readers of new ones, then both go on.
 */
export const breaks = (before, after, at = '') => {
  const found = []
  for (const word of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (PROSE.has(word)) continue
    if (word === 'properties') found.push(...changedProperties(before.properties ?? {}, after.properties ?? {}, at))
    else if (word === 'items' && isSchema(before.items) && isSchema(after.items))
      found.push(...breaks(before.items, after.items, `${at}/[]`))
    else if (JSON.stringify(before[word]) !== JSON.stringify(after[word])) found.push(`${at || '/'}: ${word} changed`)
  }
  return found
}

const changedProperties = (before, after, at) =>
  Object.entries(before).flatMap(([name, property]) =>
    after[name] === undefined ? [`${at}/${name}: removed`] : breaks(property, after[name], `${at}/${name}`),
  )

const isSchema = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
