import type { Overview, Risk } from '../../../src/api.js'
import { SignalNote, levelOf } from '../parts/level.js'
import { When } from '../parts/when.js'
import { useWords } from '../texts/words.js'

/** The answer to "what is risky now?" in one sentence. */
export const Headline = ({ overview }: { readonly overview: Overview }) => {
  const { t, number } = useWords()
  const { open, resting, recent, repositories, window } = overview
  const shared = sharedSignal(overview)
  const last = repositories
    .map(({ last_at }) => last_at ?? '')
    .sort()
    .at(-1)
  return (
    <div className="headline">
      <h1>{useTitle(overview)}</h1>
      {shared && <SignalNote risk={shared} />}
      <p className="soft">
        {t('now.open', { n: open.length === 1 ? 1 : number(open.length) })}
        {resting > 0 && <> · {t('now.resting', { n: resting === 1 ? 1 : number(resting) })}</>}
        {recent.length > 0 && <> · {t('now.of', { n: number(window) })}</>}
        {last && (
          <>
            {' · '}
            {t('now.last')} <When time={last} />
          </>
        )}
      </p>
    </div>
  )
}

const judgedOf = ({ open, recent }: Overview): Risk[] =>
  [...open, ...recent].flatMap(({ risk }) => (risk ? [risk] : []))

/** A judgement whose missing signal all others share, so that it is said once; nothing where any has a signal of its own. */
export const sharedSignal = (overview: Overview): Risk | undefined => {
  const [first, ...rest] = judgedOf(overview)
  return first && first.signal !== 'learned' && rest.every(({ signal }) => signal === first.signal) ? first : undefined
}

/** Percentile from which a change counts as unusually large where size is all there is. */
const LARGE = 90

const useTitle = (overview: Overview): string => {
  const { t } = useWords()
  const { open, recent, repositories } = overview
  const risks = open.flatMap(({ risk }) => (risk ? [risk] : []))
  const count = (level: ReturnType<typeof levelOf>): number => risks.filter((risk) => levelOf(risk) === level).length
  if (count('high') > 0) return t('now.title.high', { n: count('high') })
  if (count('medium') > 0) return t('now.title.medium', { n: count('medium') })
  if (recent.length === 0 && open.length === 0 && repositories.length > 0) return t('now.title.reading')
  if (sharedSignal(overview)?.signal === 'none') return t('now.title.nosignal')
  const large = risks.filter((risk) => levelOf(risk) === 'size' && risk.percentile >= LARGE).length
  if (large > 0) return t('now.title.size', { n: large })
  return t(open.length > 0 ? 'now.title.calm' : 'now.title.none')
}
