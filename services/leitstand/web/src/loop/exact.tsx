import { Fragment } from 'react'

/** Characters that change what a person sees and are not seen themselves: directions, joins, controls, odd spaces. */
const UNSEEN =
  /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb])/u

/** A text in a line, with what cannot be seen spelled out. */
export const Seen = ({ text }: { readonly text: string }) =>
  text.split(UNSEEN).map((part, place) =>
    place % 2 === 0 ? (
      <Fragment key={place}>{part}</Fragment>
    ) : (
      <span key={place} className="unseen">
        U+{part.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}
      </span>
    ),
  )

const toneOf = (line: string): string =>
  line.startsWith('+') ? 'line-added' : line.startsWith('-') ? 'line-deleted' : line.startsWith('@') ? 'line-place' : ''

/** A text character by character, as plain text: what cannot be seen is spelled out. `diff` colours its lines. */
export const Exact = ({
  text,
  label,
  diff = false,
}: {
  readonly text: string
  readonly label: string
  readonly diff?: boolean
}) => (
  <pre className="exact" tabIndex={0} role="region" aria-label={label}>
    {diff ? (
      text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, place) => (
          <span key={place} className={toneOf(line)}>
            <Seen text={line} />
            {'\n'}
          </span>
        ))
    ) : (
      <Seen text={text} />
    )}
  </pre>
)
