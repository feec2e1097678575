import type { ChangeCard, MeshApi, Overview, Risk } from './mesh-api.js'

/** Changes that the main job prints. */
export const RISKIEST = 10

/** A change with a judgement. */
export type JudgedChange = ChangeCard & { readonly risk: Risk }

const isHigh = ({ risk }: JudgedChange): number => (risk.level === 'high' ? 1 : 0)

/** The riskiest of what is open and of what is recent: what is called high, the rank, then what is newer. */
export const pickRiskiest = (
  open: readonly ChangeCard[],
  recent: readonly ChangeCard[],
  count: number,
): readonly JudgedChange[] =>
  [...open, ...recent]
    .filter((change): change is JudgedChange => change.risk !== undefined)
    .toSorted(
      (a, b) =>
        isHigh(b) - isHigh(a) ||
        b.risk.percentile - a.risk.percentile ||
        Date.parse(b.changed_at) - Date.parse(a.changed_at),
    )
    .slice(0, count)

/** The ten riskiest open and recent changes, of one repository or of all, and how many branches at rest were left out. */
export const riskiestOf = async (
  { leitstand }: MeshApi,
  repository: string | undefined,
): Promise<{ readonly risky: readonly JudgedChange[]; readonly resting: number }> => {
  const { open, recent, resting } = await leitstand.get<Overview>('/api/overview', { repository, limit: RISKIEST })
  return { risky: pickRiskiest(open, recent, RISKIEST), resting }
}
