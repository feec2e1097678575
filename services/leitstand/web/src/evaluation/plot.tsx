import { type ReactNode, useId } from 'react'
import { useWords } from '../texts/words.js'
import { usePercent } from './percent.js'
import '../style/plot.css'

const WIDTH = 400
const HEIGHT = 300
/** Room for the names and numbers of the axes. */
const LEFT = 54
const RIGHT = 26
const TOP = 28
const BOTTOM = 44

/** Where shares stand in the drawing. */
export interface Scale {
  x(share: number): number
  y(share: number): number
}

interface Props {
  readonly title: string
  /** The drawing in words, for who does not see it. */
  readonly description: string
  readonly names: { readonly x: string; readonly y: string }
  /** End of both axes and the distance of their marks, as shares. */
  readonly end: number
  readonly step: number
  readonly children: (scale: Scale) => ReactNode
}

/** A square of two shares with its axes, both from 0 to the same end. What it shows is drawn by `children`. */
export const Plot = ({ title, description, names, end, step, children }: Props) => {
  const percent = usePercent()
  const id = useId()
  const scale: Scale = {
    x: (share) => LEFT + (share / end) * (WIDTH - LEFT - RIGHT),
    y: (share) => HEIGHT - BOTTOM - (share / end) * (HEIGHT - TOP - BOTTOM),
  }
  const marks = Array.from({ length: Math.round(end / step) + 1 }, (_, at) => at * step)
  return (
    <svg
      className="plot"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-labelledby={`${id}t`}
      aria-describedby={`${id}d`}
    >
      <title id={`${id}t`}>{title}</title>
      <desc id={`${id}d`}>{description}</desc>
      <clipPath id={`${id}c`}>
        <rect x={LEFT - 8} y={TOP - 8} width={WIDTH - LEFT - RIGHT + 16} height={HEIGHT - TOP - BOTTOM + 16} />
      </clipPath>
      <text className="plot-name" x="2" y="14">
        {names.y}
      </text>
      <text className="plot-name" x={WIDTH - RIGHT} y={HEIGHT - 6} textAnchor="end">
        {names.x}
      </text>
      {marks.map((mark) => (
        <g key={mark}>
          <line className="plot-grid" x1={scale.x(0)} x2={scale.x(end)} y1={scale.y(mark)} y2={scale.y(mark)} />
          <text x={LEFT - 8} y={scale.y(mark) + 4} textAnchor="end">
            {percent(mark)}
          </text>
          <text x={scale.x(mark)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
            {percent(mark)}
          </text>
        </g>
      ))}
      <line className="plot-even" x1={scale.x(0)} y1={scale.y(0)} x2={scale.x(end)} y2={scale.y(end)} />
      <g clipPath={`url(#${id}c)`}>{children(scale)}</g>
    </svg>
  )
}

/** What the marks of a drawing mean; `looks` are names of classes of plot.css. */
export const Legend = ({ marks }: { readonly marks: readonly { readonly look: string; readonly text: string }[] }) => (
  <ul className="plot-legend">
    {marks.map(({ look, text }) => (
      <li key={look}>
        <svg width="26" height="12" aria-hidden="true">
          {look === 'plot-dot' ? (
            <>
              <line className="plot-range" x1="13" x2="13" y1="0" y2="12" />
              <circle className={look} cx="13" cy="6" r="4" />
            </>
          ) : (
            <line className={look} x1="1" x2="25" y1="6" y2="6" />
          )}
        </svg>
        {text}
      </li>
    ))}
  </ul>
)

/** The numbers of a drawing as a table, opened by who wants them. */
export const PlotTable = ({
  columns,
  rows,
}: {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}) => {
  const { t } = useWords()
  return (
    <details>
      <summary>{t('evaluation.table')}</summary>
      <table className="plot-table">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first = '', ...others]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {others.map((value, place) => (
                <td key={place}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
