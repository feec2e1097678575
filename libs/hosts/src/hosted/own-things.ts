import { HostError } from '../errors.js'
import type { HostPerson } from '../models.js'
import type { CommentToKeep, StatusToSet } from '../provider.js'
import { bears, sameText } from './marker.js'
import type { Found, FoundStatus, WritingParts } from './writing-parts.js'

/** Longest description of a status, in characters: the shortest limit of the hosts. */
const MAX_DESCRIPTION = 140

/** What the token's account wrote at a host. Things of others are never taken for its own: anybody can copy a marker. */
export class OwnThings {
  private known: Promise<HostPerson> | undefined

  constructor(private readonly parts: WritingParts) {}

  /** Whom the token belongs to; asked once. */
  self(): Promise<HostPerson> {
    this.known ??= this.parts.self()
    this.known.catch(() => (this.known = undefined))
    return this.known
  }

  /** The comment that bears the marker. */
  async comment(repository: string, { on, number, marker }: Omit<CommentToKeep, 'text'>): Promise<Found | undefined> {
    return this.among(await this.parts.findComments(repository, on, number), marker)
  }

  /** The change of a branch that bears the marker, and the first open one of the branch that does not. */
  async change(repository: string, branch: string, marker: string): Promise<{ own?: Found; foreign?: Found }> {
    const found = await this.parts.findChanges(repository, branch)
    const own = await this.among(found, marker)
    const foreign = found.find((one) => one.open === true && one.id !== own?.id)
    return { ...(own === undefined ? {} : { own }), ...(foreign === undefined ? {} : { foreign }) }
  }

  /** The issue that bears the marker. */
  async issue(repository: string, marker: string): Promise<Found | undefined> {
    const me = (await this.self()).name
    return this.among(await this.parts.findIssues(repository, me, (one) => bears(one.text, marker)), marker)
  }

  /** The latest status of a name at a commit, and whether it says what is asked for, as far as the host keeps it. */
  async status(repository: string, asked: StatusToSet): Promise<{ latest: FoundStatus | undefined; same: boolean }> {
    const [latest] = await this.parts.findStatuses(repository, asked.sha, asked.name)
    const same =
      latest?.state === this.parts.stateWord(asked.state) &&
      sameText(latest.description, asked.description) &&
      (latest.url ?? '') === (asked.url ?? '')
    return { latest, same }
  }

  /** Refuses what is somebody else's. */
  async checkOwn(one: Found, what: string): Promise<void> {
    if (one.author !== (await this.self()).name)
      throw new HostError('refused', `${this.parts.host}: ${what} ${one.id} is not our own`)
  }

  private async among(all: readonly Found[], marker: string): Promise<Found | undefined> {
    for (const one of all) if (one.author === (await this.self()).name && bears(one.text, marker)) return one
    return undefined
  }
}

/** A status as every host takes it. */
export const fitting = (status: StatusToSet): StatusToSet => ({
  ...status,
  description: status.description.trim().slice(0, MAX_DESCRIPTION).toWellFormed(),
})
