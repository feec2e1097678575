import type { Fact } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { Icon, type IconName } from './icon.js'
import { Link } from './link.js'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const VERDICT: Readonly<Record<string, IconName>> = {
  passed: 'ok',
  success: 'ok',
  approved: 'ok',
  failed: 'bad',
  failure: 'bad',
  timed_out: 'bad',
  out_of_memory: 'bad',
  startup_failure: 'bad',
  changes_requested: 'bad',
  running: 'wait',
  not_run: 'skip',
  skipped: 'skip',
  cancelled: 'skip',
}

const toneOf = (icon: IconName): string => ({ ok: 'good', bad: 'bad', wait: 'wait' })[icon as string] ?? 'plain'

const Chip = ({
  fact,
  icon,
  name,
  word,
  title,
}: {
  readonly fact: Fact
  readonly icon: IconName
  readonly name: string
  readonly word: string
  readonly title?: string
}) => (
  <Link to={{ event: fact.event }} className={`chip chip-${toneOf(icon)}`} title={title ?? ''}>
    <Icon name={icon} />
    <span className="chip-name">{name}</span> <span>{word}</span>
  </Link>
)

/** A guard with its verdict; `running` until it has one. */
export const GuardChip = ({ fact }: { readonly fact: Fact }) => {
  const { t, maybe } = useWords()
  const verdict = fact.type === 'guard.started.v1' ? 'running' : text(fact.detail['verdict'])
  const area = text(fact.detail['area'])
  const name = text(fact.detail['guard']) || (area === 'changed' ? t('facts.changedAreas') : area)
  return (
    <Chip
      fact={fact}
      icon={VERDICT[verdict] ?? 'question'}
      name={name}
      word={maybe(`verdict.${verdict}`, verdict)}
      title={text(fact.detail['reason'])}
    />
  )
}

/** A CI run. */
export const CheckChip = ({ fact }: { readonly fact: Fact }) => {
  const { maybe } = useWords()
  const outcome = text(fact.detail['outcome'])
  return (
    <Chip
      fact={fact}
      icon={VERDICT[outcome] ?? 'question'}
      name={text(fact.detail['pipeline'])}
      word={maybe(`verdict.${outcome}`, outcome)}
    />
  )
}

/** A review. */
export const ReviewChip = ({ fact }: { readonly fact: Fact }) => {
  const { maybe } = useWords()
  const verdict = text(fact.detail['verdict'])
  return (
    <Chip
      fact={fact}
      icon={VERDICT[verdict] ?? 'note'}
      name={text(fact.detail['reviewer'])}
      word={maybe(`verdict.${verdict}`, verdict)}
    />
  )
}

/** What was decided, at which level of autonomy. */
export const DecisionChip = ({ fact }: { readonly fact: Fact }) => {
  const { t, maybe } = useWords()
  const chosen = text(fact.detail['chosen'])
  return (
    <Link to={{ event: fact.event }} className="chip chip-plain" title={text(fact.detail['level_reason'])}>
      <Icon name="decision" />
      <span>
        {t('facts.decided', { agent: text(fact.detail['agent']), chosen: maybe(`chosen.${chosen}`, chosen) })}
      </span>
      <span className="soft">{t('facts.level', { n: Number(fact.detail['level'] ?? 0) })}</span>
    </Link>
  )
}

/** What became of a change later. */
export const OutcomeChip = ({ fact }: { readonly fact: Fact }) => {
  const { t, maybe } = useWords()
  const kind = text(fact.detail['kind'])
  const days = fact.detail['days']
  return (
    <Link to={{ event: fact.event }} className={`chip ${kind === 'guard_passed' ? 'chip-good' : 'chip-bad'}`}>
      <Icon name={kind === 'guard_passed' ? 'ok' : 'bad'} />
      <span>{maybe(`outcome.${kind}`, kind)}</span>
      {typeof days === 'number' && <span className="soft">{t('outcome.days', { n: Math.round(days) })}</span>}
    </Link>
  )
}
