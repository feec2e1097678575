/** What looks like a secret wherever it stands: keys and tokens in forms that their makers publish. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,10000}?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(ghp|gho|ghu|ghs|ghr|github_pat|glpat|gldt|npm|sk|rk|pk|hf|xox[abprs])[-_][\w-]{16,}/g,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]{16,}/gi,
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/gi,
  /(?<=\b(?:password|passwd|secret|token|api[_-]?key)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;]{6,200}/gi,
]

/** A text in which what looks like a secret is blanked. A net with holes: it catches known forms, not every password. */
export const hideSecrets = (text: string): string =>
  SECRETS.reduce((left, secret) => left.replaceAll(secret, '[hidden]'), text)
