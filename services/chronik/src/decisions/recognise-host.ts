/** Kinds of host whose deliveries are understood. */
export const HOSTS = ['github', 'gitlab', 'gitea', 'forgejo'] as const

/** A kind of host. */
export type Host = (typeof HOSTS)[number]

/** Headers of a request, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The order matters: Forgejo sends the headers of Gitea too, and both send those of GitHub. */
const MARKS: readonly (readonly [Host, readonly string[]])[] = [
  ['forgejo', ['x-forgejo-event', 'x-forgejo-signature', 'x-forgejo-delivery']],
  ['gitea', ['x-gitea-event', 'x-gitea-signature', 'x-gitea-delivery']],
  ['gitlab', ['x-gitlab-event', 'x-gitlab-token']],
  ['github', ['x-github-event']],
]

/** The host that sends such headers. Nothing rests on it but the secret that the signature is checked with. */
export const recogniseHost = (headers: Headers): Host | undefined =>
  MARKS.find(([, names]) => names.some((name) => headers[name] !== undefined))?.[0]

/** One value of a header, cut to a length; undefined where there is none. */
export const headerOf = (headers: Headers, names: readonly string[], length = 300): string | undefined => {
  for (const name of names) {
    const value = headers[name]
    if (typeof value === 'string') return value.slice(0, length)
  }
  return undefined
}
