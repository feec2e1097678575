import { useWords } from '../texts/words.js'
import type { Proof as ProofOf, Rule } from './answers.js'

/** What the rule said of the past before it was offered. */
export const Proof = ({ proof }: { readonly proof: ProofOf }) => {
  const { t } = useWords()
  const { fires_on, silent_on, false_alarms, misses = 0 } = proof
  return (
    <dl className="numbers">
      <dt className="numbers-name">{t('rule.proof')}</dt>
      <Count n={fires_on} name={t('rule.firesOn')} tone="good" />
      <Count n={misses} name={t('rule.misses')} tone={misses > 0 ? 'warn' : 'plain'} />
      <Count n={silent_on} name={t('rule.silentOn')} tone="good" />
      <Count n={false_alarms} name={t('rule.falseAlarms')} tone={false_alarms > 0 ? 'warn' : 'plain'} />
    </dl>
  )
}

/** How the changes ended that it matched since it is in force. */
export const Worth = ({ measure }: { readonly measure: Rule['measure'] }) => {
  const { t } = useWords()
  const { helped, noise, missed } = measure
  return (
    <dl className="numbers">
      <dt className="numbers-name">{t('rule.measured')}</dt>
      {helped + noise + missed === 0 ? (
        <dd className="soft">{t('rule.notYet')}</dd>
      ) : (
        <>
          <Count n={helped} name={t('rule.helped')} tone="good" />
          <Count n={noise} name={t('rule.noise')} tone="plain" />
          <Count n={missed} name={t('rule.missed')} tone={missed > 0 ? 'warn' : 'plain'} />
        </>
      )}
    </dl>
  )
}

const Count = ({ n, name, tone }: { readonly n: number; readonly name: string; readonly tone: string }) => {
  const { number } = useWords()
  return (
    <dd className={n > 0 ? `number-${tone}` : 'number-none'}>
      <b>{number(n)}</b> {name}
    </dd>
  )
}
