import { Link } from '../parts/link.js'
import { useWords } from '../texts/words.js'

const EVENT = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const CHANGE = /^(change|pr|branch)\/[^/\s]+\/[^/\s]+\/\S+$/

/** Entries of a list, and levels, that are shown; the JSON has all. */
const MAX_ENTRIES = 60
const MAX_DEPTH = 8

/** JSON as a person reads it. Every text is shown as text; ids of events and changes are links. */
export const Fields = ({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }) => {
  if (Array.isArray(value)) return <List entries={value} depth={depth} />
  if (typeof value === 'object' && value !== null) return <Entries fields={value} depth={depth} />
  return <Plain value={value} />
}

const Entries = ({ fields, depth }: { readonly fields: object; readonly depth: number }) => {
  if (depth > MAX_DEPTH) return <code>…</code>
  return (
    <dl className={depth === 0 ? 'fields' : 'fields fields-inner'}>
      {Object.entries(fields)
        .slice(0, MAX_ENTRIES)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>
              <Fields value={value} depth={depth + 1} />
            </dd>
          </div>
        ))}
    </dl>
  )
}

const List = ({ entries, depth }: { readonly entries: readonly unknown[]; readonly depth: number }) => {
  const { number } = useWords()
  if (entries.length === 0) return <span className="soft">–</span>
  const plain = entries.every((entry) => typeof entry !== 'object')
  return (
    <ul className={plain ? 'field-list' : 'field-list field-list-rich'}>
      {entries.slice(0, MAX_ENTRIES).map((entry, place) => (
        <li key={place}>
          <Fields value={entry} depth={depth + 1} />
        </li>
      ))}
      {entries.length > MAX_ENTRIES && <li className="soft">+{number(entries.length - MAX_ENTRIES)}</li>}
    </ul>
  )
}

const Plain = ({ value }: { readonly value: unknown }) => {
  if (typeof value !== 'string') return <span>{String(value)}</span>
  if (value === '') return <span className="soft">–</span>
  if (EVENT.test(value)) return <Link to={{ event: value }}>{value}</Link>
  if (CHANGE.test(value)) return <Link to={{ change: value, event: undefined }}>{value}</Link>
  return <span className={value.includes('\n') ? 'text-block' : ''}>{value}</span>
}
