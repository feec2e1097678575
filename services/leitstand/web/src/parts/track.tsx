import type { Risk } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { useBaselineName } from './level.js'

/** The number that a percentile is shown as: 99.6 must not read as the hundredth, which nothing can reach. */
export const shownPercentile = (percentile: number): number => Math.floor(Math.min(percentile, 99.99))

/** Percentile and baseline on one line from 0 to 100, with the bounds of medium and high. */
export const Track = ({ risk }: { readonly risk: Risk }) => {
  const { t } = useWords()
  const n = shownPercentile(risk.percentile)
  const beside = shownPercentile(risk.baseline.percentile)
  const words = { name: useBaselineName(risk), value: risk.baseline.value, n: beside }
  return (
    <div className="track">
      <div
        className="track-line"
        role="img"
        aria-label={`${t('risk.riskier', { n })}. ${t('risk.baselineValue', words)}`}
      >
        <span className="track-fill" style={{ width: `${risk.percentile}%` }} />
        <span className="track-bound" style={{ left: '70%' }} />
        <span className="track-bound" style={{ left: '90%' }} />
        <span className="track-baseline" style={{ left: `${risk.baseline.percentile}%` }} />
        <span className="track-mark" style={{ left: `${risk.percentile}%` }} />
      </div>
      <p className="track-words" title={t('risk.baselineValue', words)}>
        <span className="track-key" aria-hidden="true" /> {t('risk.baseline', words)}
      </p>
    </div>
  )
}
