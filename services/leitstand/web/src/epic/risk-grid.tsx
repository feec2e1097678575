import { Evidence } from '../parts/reasons.js'
import { useWords } from '../texts/words.js'
import type { RiskCell } from './answers.js'

/** Areas by months: how many changes of the epic began there, and how many of them something went wrong with. */
export const RiskGrid = ({ cells }: { readonly cells: readonly RiskCell[] }) => {
  const { t } = useWords()
  const months = [...new Set(cells.map(({ month }) => month))].sort()
  const areas = [...new Set(cells.map(({ area }) => area))].sort()
  if (cells.length === 0) return null
  return (
    <section className="stack" aria-labelledby="risk">
      <h2 id="risk">{t('epic.risk')}</h2>
      <div className="panel scroll-x" tabIndex={0} role="group" aria-labelledby="risk">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t('epic.area')}</th>
              {months.map((month) => (
                <th key={month} scope="col">
                  {month}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {areas.map((area) => (
              <tr key={area}>
                <th scope="row">{area}</th>
                {months.map((month) => (
                  <Cell key={month} cell={cells.find((one) => one.area === area && one.month === month)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft small">{t('epic.riskHint')}</p>
    </section>
  )
}

const Cell = ({ cell }: { readonly cell: RiskCell | undefined }) => {
  const { t } = useWords()
  if (!cell) return <td className="soft">–</td>
  const share = cell.failed / cell.changes
  const heat = share === 0 ? 'none' : share < 0.34 ? 'some' : share < 0.67 ? 'half' : 'most'
  return (
    <td className={`heat-${heat}`}>
      {t('epic.cell', { failed: cell.failed, changes: cell.changes })}{' '}
      {cell.failed > 0 && <Evidence events={cell.events} />}
    </td>
  )
}
