import { When } from '../parts/when.js'
import { useWords } from '../texts/words.js'

/** Until when an answer counts. */
export const Deadline = ({ time }: { readonly time: string }) => {
  const { t, language } = useWords()
  const exact = new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <span className="deadline">
      {t('question.until', { time: exact })} (<When time={time} />)
    </span>
  )
}
