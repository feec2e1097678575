import { withQuery } from '../api/client.js'
import type { Evaluation } from '../evaluation/answers.js'
import { GainCurve } from '../evaluation/gain-curve.js'
import { ReliabilityPlot } from '../evaluation/reliability-plot.js'
import { Icon } from '../parts/icon.js'
import { Problem } from '../parts/problem.js'
import { go } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'
import { Drawer } from './drawer.js'

/** How good the judgement of a repository was so far, each change judged before anything was known of what became of it. */
export const EvaluationDrawer = ({ repository }: { readonly repository: string }) => {
  const { t } = useWords()
  const { value, problem, again } = useResource<Evaluation>(withQuery('/api/evaluation', { repository }))
  return (
    <Drawer label={t('evaluation.title')} close={() => go({ judged: undefined })}>
      <p className="soft small">{repository}</p>
      <h2 className="drawer-title">{t('evaluation.title')}</h2>
      {problem &&
        (problem.status === 404 ? <p>{t('evaluation.unjudged')}</p> : <Problem problem={problem} again={again} />)}
      {!value && !problem && <p className="soft">{t('loading')}</p>}
      {value && (
        <>
          <Backtest evaluation={value} />
          <GainCurve gain={value.gain} bad={value.capture.bad} />
          <ReliabilityPlot reliability={value.reliability} />
        </>
      )}
    </Drawer>
  )
}

/** The back-test in sentences, the outcome first, lines added beside it. */
const Backtest = ({ evaluation: { so_far: soFar, capture } }: { readonly evaluation: Evaluation }) => {
  const { t } = useWords()
  const { signal, outcomes, auc, baseline_auc: baseline } = soFar
  return (
    <section className="judgement" aria-label={t('evaluation.backtest')}>
      {capture.bad === 0 ? (
        <p className="drawer-line">{t('evaluation.noBad', { n: soFar.judged })}</p>
      ) : (
        <>
          <p className="drawer-line">
            {t('evaluation.capture', { n: capture.bad, top10: capture.top10, top20: capture.top20 })}
          </p>
          <p>{t('evaluation.baseline', { top10: capture.baseline_top10, top20: capture.baseline_top20 })}</p>
        </>
      )}
      <p>
        <span className={`level level-${signal === 'learned' ? 'low' : 'none'}`}>
          <Icon name={signal === 'learned' ? 'ok' : 'none'} />
          {t(`evaluation.word.${signal}`)}
        </span>{' '}
        {t(`evaluation.signal.${signal}`)}
      </p>
      {auc !== null && baseline !== null && (
        <p className="soft small">{t('evaluation.area', { n: outcomes, bad: soFar.bad, score: auc, baseline })}</p>
      )}
      {soFar.trusts_blame && <p className="soft small">{t('evaluation.blame')}</p>}
    </section>
  )
}
