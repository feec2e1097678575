import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MeshApi } from './mesh-api.js'

/** Events in one request. */
const BATCH = 100

/** Events of the bundled story, in the order in which they happened. */
export const readStory = async (project: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await readFile(join(project, 'deploy', 'demo', 'auth-story.jsonl'), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

/** Adds the bundled story to the log. Its ids are fixed, so it is there once however often this is called. */
export const tellStory = async ({ chronik }: MeshApi, project: string): Promise<void> => {
  const story = await readStory(project)
  for (let start = 0; start < story.length; start += BATCH)
    await chronik.post('/events', story.slice(start, start + BATCH), 'application/cloudevents-batch+json')
}
