import { resolve } from 'node:path'
import { revList } from '../client/rev-list.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { meshApi } from '../job/mesh-api.js'
import type { ChangeCard, MeshApi, RepositoryCard } from '../job/mesh-api.js'
import type { JudgedChange } from '../job/riskiest.js'
import { adviceOf, printRisks } from '../output/print-risks.js'

/** `heimgewebe risk <repo> <rev|range>`: how risky commits, a change request (`#12`) or a branch are; exit code 1 when any is high. */
export const risk = async (context: Context, repo: string, revision: string): Promise<number> => {
  const { terminal, json } = context
  const api = await meshApi(context)
  const known = await findRepository(api, repo)
  const subjects = await subjectsOf(known, revision)
  const cards = await Promise.all(subjects.map((subject) => findChange(api, subject)))
  const judged = cards.filter((card): card is JudgedChange => card?.risk !== undefined)
  const missing = subjects.filter((_subject, index) => cards[index]?.risk === undefined)
  if (json)
    terminal.json({
      repository: known.repository,
      changes: judged.map(({ subject, title, state, risk: found, ...card }) => ({
        ...{ change: subject, title, state, ...found },
        advice: adviceOf(card),
      })),
      not_judged: missing,
    })
  else printRisks(terminal, judged)
  if (missing.length > 0)
    terminal.say(
      `not judged: ${missing.length === 1 ? missing[0] : `${missing.length} of ${subjects.length} changes`}; merges are not, and very new commits take a moment`,
    )
  if (judged.length === 0 && missing.length > 0) return EXIT.usage
  return judged.some((card) => card.risk.level === 'high') ? EXIT.findings : EXIT.fine
}

/** The watched repository that a name, a path or an address means. */
export const findRepository = async ({ leitstand }: MeshApi, repo: string): Promise<RepositoryCard> => {
  const all = await leitstand.get<RepositoryCard[]>('/api/repositories')
  const path = resolve(repo)
  const found = all.find((one) => one.repository === repo || one.location === repo || one.location === path)
  if (found !== undefined) return found
  const names = all.map((one) => one.repository).join(', ')
  throw new Failure(
    `"${repo}" is not watched`,
    EXIT.usage,
    `Run "heimgewebe watch ${repo}" first.${names ? ` Watched: ${names}.` : ''}`,
  )
}

const FULL = /^[0-9a-f]{40}([0-9a-f]{24})?$/

/** Subjects of the changes that are meant. */
const subjectsOf = async ({ repository, location }: RepositoryCard, revision: string): Promise<readonly string[]> => {
  if (/^#\d+$/.test(revision)) return [`pr/${repository}/${revision.slice(1)}`]
  if (revision.startsWith('branch:')) return [`branch/${repository}/${revision.slice('branch:'.length)}`]
  if (FULL.test(revision)) return [`change/${repository}/${revision}`]
  if (location === undefined || !location.startsWith('/'))
    throw new Failure(
      `"${revision}" needs a local clone to be looked up in, and ${repository} is none`,
      EXIT.usage,
      'Give a full commit id, #<number>, or branch:<name>.',
    )
  return (await revList(location, revision)).map((sha) => `change/${repository}/${sha}`)
}

const findChange = async ({ leitstand }: MeshApi, subject: string): Promise<ChangeCard | undefined> => {
  const path = subject.split('/').map(encodeURIComponent).join('/')
  return leitstand.get<ChangeCard>(`/api/changes/${path}`).catch((error: unknown) => {
    // NOTE: the client turns 404 into a usage failure; here it only means "not known".
    if (error instanceof Failure && error.exitCode === EXIT.usage) return undefined
    throw error
  })
}
