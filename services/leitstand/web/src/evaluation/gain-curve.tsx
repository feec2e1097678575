import { useWords } from '../texts/words.js'
import type { Gain } from './answers.js'
import { Legend, Plot, PlotTable, type Scale } from './plot.js'
import { usePercent } from './percent.js'

/** How many of the bad changes are found by looking at the riskiest, by the score and by lines added. */
export const GainCurve = ({ gain, bad }: { readonly gain: readonly Gain[]; readonly bad: number }) => {
  const { t } = useWords()
  const percent = usePercent()
  const at = (lookedAt: number): Gain | undefined => gain.find(({ looked_at }) => looked_at === lookedAt)
  const by = (lookedAt: number): { score: string; baseline: string } => ({
    score: percent(at(lookedAt)?.score ?? 0),
    baseline: percent(at(lookedAt)?.baseline ?? 0),
  })
  return (
    <section aria-labelledby="gain">
      <h3 id="gain">{t('evaluation.gain')}</h3>
      {gain.length === 0 ? (
        <p className="soft">{t('evaluation.noCurve')}</p>
      ) : (
        <>
          <Plot
            title={t('evaluation.gain')}
            description={[10, 20, 50].map((n) => t('evaluation.gainAt', { n, ...by(n) })).join(' ')}
            names={{ x: t('evaluation.lookedAt'), y: t('evaluation.found', { n: bad }) }}
            end={1}
            step={0.2}
          >
            {(scale) => (
              <>
                <polyline className="plot-score" points={pointsOf(gain, 'score', scale)} />
                <polyline className="plot-baseline" points={pointsOf(gain, 'baseline', scale)} />
              </>
            )}
          </Plot>
          <Legend
            marks={[
              { look: 'plot-score', text: t('evaluation.score') },
              { look: 'plot-baseline', text: t('evaluation.lines') },
              { look: 'plot-even', text: t('evaluation.chance') },
            ]}
          />
          <PlotTable
            columns={[t('evaluation.lookedAt'), t('evaluation.score'), t('evaluation.lines')]}
            rows={gain.map(({ looked_at, score, baseline }) => [
              percent(looked_at / 100),
              percent(score),
              percent(baseline),
            ])}
          />
        </>
      )}
    </section>
  )
}

const pointsOf = (gain: readonly Gain[], by: 'score' | 'baseline', { x, y }: Scale): string =>
  gain.map((one) => `${x(one.looked_at / 100)},${y(one[by])}`).join(' ')
