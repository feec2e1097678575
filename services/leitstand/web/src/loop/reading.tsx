import { type ReactNode, Fragment } from 'react'
import { Link } from '../parts/link.js'
import { useWords } from '../texts/words.js'

const EVENT_LINK = /\[(\d+)\]\(\/events\/([0-9a-f-]{36})\)/
const ESCAPED = /\\([\\`*_{}[\]()#<>!|~&$])/g

/**
 * A runbook or checklist as a person reads it: headings, lists and links to events, which is all that heimlern writes.
 * Anything else, such as what a stranger's text may hold, stays the text that it is; links lead to events only.
 */
export const Reading = ({ text }: { readonly text: string }) => (
  <div className="reading">
    {blocksOf(text.split('\n')).map((block, place) => (
      <Fragment key={place}>{block}</Fragment>
    ))}
  </div>
)

const blocksOf = (lines: readonly string[]): ReactNode[] => {
  const blocks: ReactNode[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const heading = /^(#{1,3}) (.*)$/.exec(line)
    if (heading?.[2] !== undefined)
      blocks.push(
        heading[1] === '#' ? (
          <h4 className="reading-title">
            <Line text={heading[2]} />
          </h4>
        ) : (
          <h5>
            <Line text={heading[2]} />
          </h5>
        ),
      )
    else if (line.startsWith('- ')) {
      const items: string[] = []
      for (; lines[at]?.startsWith('- '); at++) items.push((lines[at] ?? '').slice(2))
      at--
      blocks.push(
        <ul>
          {items.map((item, place) => (
            <Item key={place} text={item} />
          ))}
        </ul>,
      )
    } else if (line.trim() !== '')
      blocks.push(
        <p>
          <Line text={line} />
        </p>,
      )
  }
  return blocks
}

const Item = ({ text }: { readonly text: string }) => {
  const box = /^\[[ x]\] (.*)$/.exec(text)
  return (
    <li className={box ? 'reading-check' : ''}>
      <Line text={box?.[1] ?? text} />
    </li>
  )
}

const Line = ({ text }: { readonly text: string }) => {
  const { t } = useWords()
  // Splitting by a pattern with two groups gives text, number, event, text, number, event, …
  const parts = text.split(EVENT_LINK)
  return parts.map((part, place) => {
    if (place % 3 === 1) return null
    if (place % 3 === 0) return <Fragment key={place}>{part.replace(ESCAPED, '$1')}</Fragment>
    return (
      <Fragment key={place}>
        <Link
          to={{ event: part }}
          className="evidence-link"
          aria-label={`${t('event.title')} ${parts[place - 1] ?? ''}`}
        >
          {parts[place - 1]}
        </Link>
      </Fragment>
    )
  })
}
