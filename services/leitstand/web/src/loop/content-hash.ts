/**
 * SHA-256 of what is shown, as heimgeist makes it: of a text its UTF-8, of anything else its JSON with the members sorted.
 * Undefined where the browser gives no cryptography, as over plain HTTP from another machine.
 */
export const hashOf = async (shown: unknown): Promise<string | undefined> => {
  // NOTE: absent outside of a secure context, whatever its type says.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  if (!subtle) return undefined
  const text = typeof shown === 'string' ? shown : JSON.stringify(sorted(shown))
  const bytes = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]))
}
