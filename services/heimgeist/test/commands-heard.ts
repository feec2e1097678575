import { eventually, type TestMesh } from '@heimgewebe/testing'

/** Waits until the clock has told every command that waits for it what time it is, and what follows is in the log. */
export const commandsHeard = async (mesh: TestMesh): Promise<void> => {
  await mesh.settled()
  await eventually(async () => (await mesh.query('select 1 from heimgeist.waiting_command limit 1')).length === 0)
  await mesh.settled()
}
