import type { Risk } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { Icon } from './icon.js'

/**
 * The word for a judgement. Where it does not beat the baseline it says so, whatever the number is: `size` for a rank by
 * size alone, `none` where too little is known for any. What was raised by incidents rests on them, not on the rank.
 */
export const levelOf = ({ signal, level, raised_by }: Risk): 'high' | 'medium' | 'low' | 'size' | 'none' =>
  signal === 'learned' || raised_by !== undefined ? level : signal === 'baseline' ? 'size' : 'none'

/** Level in words, with a shape of its own. */
export const LevelBadge = ({ risk }: { readonly risk: Risk }) => {
  const { t } = useWords()
  const level = levelOf(risk)
  return (
    <span className={`level level-${level}`}>
      <Icon name={level === 'size' ? 'none' : level} />
      {t(`risk.${level}`)}
    </span>
  )
}

/** Name of the baseline in the person's language. */
export const useBaselineName = (risk: Risk): string => {
  const { maybe } = useWords()
  return maybe(`baseline.${risk.baseline.name}`, risk.baseline.name)
}

/** What the number is worth: the honest sentence beside a judgement. */
export const SignalNote = ({ risk }: { readonly risk: Risk }) => {
  const { t } = useWords()
  return (
    <p className={`signal signal-${risk.signal}`}>{t(`risk.signal.${risk.signal}`, { name: useBaselineName(risk) })}</p>
  )
}

/** Why the word says more than the number; nothing where it does not. */
export const RaisedNote = ({ risk }: { readonly risk: Risk }) => {
  const { t } = useWords()
  return risk.raised_by && <p className="signal">{t(`risk.raised.${risk.raised_by}`)}</p>
}
