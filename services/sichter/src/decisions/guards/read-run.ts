import type { MeshEvent } from '@heimgewebe/contracts'

/**
 * What the result of a guard says of the guard: that it found a fault of the change, or that it passed. Nothing, where
 * it did not come to an end, or where the failure is flaky, was there before, or is nobody's for certain.
 */
export const readRun = ({ id, data }: MeshEvent<'guard.finished.v1'>) => {
  if (data.guard === '') return undefined
  const found = data.verdict === 'failed' && (data.fault === undefined || data.fault === 'change')
  if (!found && data.verdict !== 'passed') return undefined
  return { guard: data.guard, found, change: data.change, event: id }
}
