import { Icon, type IconName } from '../parts/icon.js'
import { useWords } from '../texts/words.js'
import type { BriefQuestion } from './answers.js'

const ICON: Readonly<Record<BriefQuestion['state'], IconName>> = {
  open: 'wait',
  allowed: 'wait',
  done: 'ok',
  failed: 'bad',
  refused: 'skip',
  expired: 'wait',
  withdrawn: 'skip',
}

const TONE: Readonly<Partial<Record<BriefQuestion['state'], string>>> = {
  done: 'good',
  failed: 'bad',
  open: 'wait',
  allowed: 'wait',
}

/** How far a question is, in words with a shape. */
export const QuestionState = ({ state }: { readonly state: BriefQuestion['state'] }) => {
  const { t } = useWords()
  return (
    <span className={`chip chip-${TONE[state] ?? 'plain'}`}>
      <Icon name={ICON[state]} /> {t(`question.state.${state}`)}
    </span>
  )
}
