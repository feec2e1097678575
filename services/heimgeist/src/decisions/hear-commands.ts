import { type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Command, type Malformed, readCommands, readMentions } from './read-commands.js'

/** Events that can give commands: typed ones, and comments with lines that begin with the mention. */
export type Ordering = MeshEvent<'command.given.v1'> | MeshEvent<'comment.created.v1'>

/** What a text with commands says, wherever it was written. */
export interface HeardCommands {
  readonly readings: readonly (Command | Malformed)[]
  readonly giver: { readonly by: string; readonly names: readonly string[] }
  /** Change that it names or stands at. */
  readonly named?: string
  readonly repository?: string
  /** Thing that it is about, a change or not. */
  readonly about?: string
  /** It is a comment at a host: it learns of its own repository alone, and is answered there. */
  readonly atHost: boolean
}

/** Reads the commands of an event. */
export const hearCommands = (event: Ordering): HeardCommands => {
  if (event.type === 'comment.created.v1') {
    const { text, author, about, repository } = (event as MeshEvent<'comment.created.v1'>).data
    const names = [author.name, ...(author.email ? [author.email] : [])]
    const readings = readMentions(text)
    return { readings, giver: { by: author.name, names }, named: about, about, repository, atHost: true }
  }
  const { text, by, change: named, repository, about = named } = (event as MeshEvent<'command.given.v1'>).data
  return {
    ...{ readings: readCommands(text), giver: { by, names: [by, by.replace(/^person\//, '')] }, atHost: false },
    ...(named === undefined ? {} : { named }),
    ...(repository === undefined ? {} : { repository }),
    ...(about === undefined ? {} : { about }),
  }
}

/** Whether a comment gives commands. A service does not comment: what it tells in another's name is no command. */
export const isOrder = (event: MeshEvent<'comment.created.v1'>): boolean =>
  mayOrder(event.source) && readMentions(event.data.text).length > 0
