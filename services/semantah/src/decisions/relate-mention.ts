import type { Mention } from './find-mentions.js'
import type { LinkDraft } from './links.js'
import { issueOf, pullRequestOf } from './subjects.js'

/** Links a thing to what its text names, in this repository or another; `weight` lowers the confidence. */
export const relateMention = (
  links: LinkDraft,
  thing: string,
  { kind, repository, number, confidence }: Mention,
  weight = 1,
): void => {
  const named =
    kind === 'issue'
      ? links.named('issue', issueOf(repository, number), '', repository)
      : links.named('change', pullRequestOf(repository, number), '', repository)
  links.relate('mentions', thing, named, confidence * weight)
}
