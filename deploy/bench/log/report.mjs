// The figures as tables of Markdown.
import { median } from './measure.mjs'
import { LATENCIES, RATIOS } from './rows.mjs'

export const reportOf = (figures) =>
  [figures.rows ? contestReport(figures) : '', figures.growth ? growthReport(figures) : ''].filter(Boolean).join('\n')

/** Ratio of each round, its median and its ends. */
export const ratioOf = ({ rows }, { over, under }) => {
  if (!rows[over] || !rows[under]) return undefined
  const each = rows[over].map(({ rate }, round) => rate / rows[under][round].rate)
  return { median: median(each), least: Math.min(...each), most: Math.max(...each) }
}

const contestReport = (figures) => {
  const ratios = RATIOS.flatMap((row) => {
    const ratio = ratioOf(figures, row)
    if (!ratio) return []
    const verdict = ratio.median >= row.wish ? 'beyond' : ratio.median >= row.least ? 'reached' : 'missed'
    return [
      [
        row.text,
        `${row.least} ×`,
        `${row.wish} ×`,
        `**${short(ratio.median)} ×** (${short(ratio.least)}–${short(ratio.most)})`,
        verdict,
      ],
    ]
  })
  const rates = Object.entries(figures.rows).flatMap(([name, results]) =>
    results[0].rate === undefined
      ? []
      : [
          [
            name,
            Math.round(median(results.map(({ rate }) => rate))),
            ...['p50', 'p99', 'cpu'].map((key) => (results[0][key] === undefined ? '' : ms(results, key))),
          ],
        ],
  )
  const latencies = LATENCIES.flatMap(({ name, least, wish }) =>
    figures.rows[name]
      ? [
          [
            name,
            ...['p50', 'p99'].map(
              (key) => `${ms(figures.rows[name], key)}${least ? ` (target ${least[key]}, wish ${wish[key]})` : ''}`,
            ),
          ],
        ]
      : [],
  )
  return [
    `${figures.date}, ${figures.machine}, Node ${figures.node}, load at the start ${figures.load.toFixed(1)}, ${figures.rounds} rounds of ${figures.seconds} s\n`,
    table(['against', 'target', 'wish', 'measured: median (least–most)', ''], ratios),
    table(['append → consumer, 500/s', 'p50 ms', 'p99 ms'], latencies),
    table(['events/s', 'median', 'p50 ms', 'p99 ms', 'CPU µs an event, servers included'], rates),
  ].join('\n')
}

const growthReport = ({ date, machine, load, growth }) =>
  `${date}, ${machine}, load at the start ${load.toFixed(1)}\n\n${table(
    [
      'events',
      'append 1, 32 at once /s',
      'of the first',
      'CPU µs an append, servers included',
      'one stream p50 ms',
      'page of the log p50 ms',
      'by id p50 ms',
      'GB',
    ],
    growth.map((step) => [
      step.events,
      Math.round(step.rate),
      short(step.rate / growth[0].rate),
      short(step.cpu),
      short(step.stream),
      short(step.page),
      short(step.id),
      short(step.bytes / 1e9),
    ]),
  )}`

const ms = (results, key) => short(median(results.map((result) => result[key])))
const short = (value) =>
  value === undefined || Number.isNaN(value)
    ? ''
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2)
const table = (head, rows) =>
  rows.length === 0
    ? ''
    : `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
