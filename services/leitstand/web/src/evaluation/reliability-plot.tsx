import { useWords } from '../texts/words.js'
import type { Bin, Reliability } from './answers.js'
import { usePercent } from './percent.js'
import { Legend, Plot, PlotTable } from './plot.js'

/** Size of a dot: of the fullest bin, and of an empty one. */
const LARGEST = 7
const SMALLEST = 3

/** What was said of changes, and what came of them: on the line it came as it was said. */
export const ReliabilityPlot = ({ reliability }: { readonly reliability: Reliability }) => {
  const { t, number } = useWords()
  const percent = usePercent()
  const { bins, ripe, least, calibration_error: error } = reliability
  const most = Math.max(...bins.map(({ changes }) => changes))
  const range = (from: number, to: number): string =>
    percent(from) === percent(to) ? percent(to) : `${number(Math.round(from * 100))}–${percent(to)}`
  return (
    <section aria-labelledby="reliability">
      <h3 id="reliability">{t('evaluation.reliability')}</h3>
      {bins.length === 0 || error === null ? (
        <Unripe reliability={reliability} />
      ) : (
        <>
          <p className="small">{t('evaluation.ripe', { n: ripe, points: number(Number((error * 100).toFixed(1))) })}</p>
          <Plot
            title={t('evaluation.reliability')}
            description={bins
              .map((bin) =>
                t('evaluation.bin', {
                  said: range(bin.from, bin.to),
                  observed: percent(bin.observed),
                  n: number(bin.changes),
                }),
              )
              .join(' ')}
            names={{ x: t('evaluation.said'), y: t('evaluation.observed') }}
            {...axesOf(bins, least)}
          >
            {({ x, y }) =>
              bins.map((bin) => (
                <g key={bin.from}>
                  <line className="plot-range" x1={x(bin.said)} x2={x(bin.said)} y1={y(bin.low)} y2={y(bin.high)} />
                  <circle
                    className="plot-dot"
                    cx={x(bin.said)}
                    cy={y(bin.observed)}
                    r={SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(bin.changes / most)}
                  />
                </g>
              ))
            }
          </Plot>
          <Legend
            marks={[
              { look: 'plot-dot', text: t('evaluation.dot') },
              { look: 'plot-even', text: t('evaluation.asSaid') },
            ]}
          />
          <PlotTable
            columns={[
              t('evaluation.said'),
              t('evaluation.mean'),
              t('evaluation.changes'),
              t('evaluation.bad'),
              t('evaluation.interval'),
            ]}
            rows={bins.map((bin) => [
              range(bin.from, bin.to),
              percent(bin.said, 1),
              number(bin.changes),
              percent(bin.observed, 1),
              range(bin.low, bin.high),
            ])}
          />
        </>
      )}
    </section>
  )
}

/** Why nothing can be said yet, and when it can. */
const Unripe = ({ reliability: { ripe, least, waiting } }: { readonly reliability: Reliability }) => {
  const { t, language } = useWords()
  const { changes: given, first_ripe_at: first } = waiting ?? { changes: 0, first_ripe_at: null }
  const day = first === null ? '' : new Date(first).toLocaleDateString(language, { dateStyle: 'long' })
  return (
    <p className="soft">
      {given === 0
        ? t('evaluation.unsaid')
        : ripe === 0
          ? t('evaluation.unripe', { n: given, day })
          : t('evaluation.few', { ripe, n: given, least })}
    </p>
  )
}

/** End and marks of the axes: all that rests on enough changes is in sight, an interval of a few may run out of it. */
const axesOf = (bins: readonly Bin[], least: number): { end: number; step: number } => {
  const shares = bins.flatMap(({ said, observed, high, changes }) => [said, observed, changes < least ? 0 : high])
  const largest = Math.max(0.1, ...shares)
  const step = largest <= 0.2 ? 0.05 : largest <= 0.5 ? 0.1 : 0.2
  return { end: Math.ceil(largest / step - 1e-9) * step, step }
}
