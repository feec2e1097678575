// The figures as one SVG: throughput and latency over concurrency, and growth.
import { median } from './measure.mjs'

const WIDTH = 1080
const HEIGHT = 380
const PANEL = { width: 270, height: 240, top: 70 }
const CONTENDERS = [
  ['chronik', 'chronik', '#0b6e4f'],
  ['row', 'Postgres, one row a commit', '#8a8a8a'],
  ['message-db many', 'message-db, many categories', '#c77d0a'],
  ['emmett', 'Emmett', '#3a5fcd'],
]

export const pictureOf = (figures) => {
  const rows = figures.rows ?? {}
  const curves = (key) =>
    CONTENDERS.map(([name, , colour]) => ({
      colour,
      points: Object.entries(rows).flatMap(([row, results]) => {
        const at = row.startsWith(`${name} 1×`) ? Number(row.slice(name.length + 3)) : undefined
        return at ? [[at, median(results.map((result) => result[key]))]] : []
      }),
    })).filter(({ points }) => points.length > 0)
  const growth = figures.growth ?? []
  const first = growth[0]
  const grown = first
    ? [
        { colour: '#0b6e4f', points: growth.map(({ events, rate }) => [events, rate / first.rate]) },
        { colour: '#3a5fcd', points: growth.map(({ events, stream }) => [events, first.stream / stream]) },
      ]
    : []
  const panels = [
    panel(0, 'Appends of one event, a second', curves('rate'), 'requests at a time'),
    panel(1, 'Median latency of an append, ms', curves('p50'), 'requests at a time'),
    panel(2, 'Speed left as the log grows', grown, 'events in the log'),
  ]
  const legend = [
    ...CONTENDERS.map(([, text, colour], index) => entry(60 + index * 190, HEIGHT - 18, text, colour)),
    ...(first
      ? [
          entry(770, HEIGHT - 18, 'append 1, 32 at once', '#0b6e4f'),
          entry(920, HEIGHT - 18, 'reading one stream', '#3a5fcd'),
        ]
      : []),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="20" y="24" font-size="14" font-weight="600">The log of chronik beside other event stores, on the same Postgres</text>
<text x="20" y="42" fill="#666">${escape(figures.machine)}, ${figures.date.slice(0, 10)}, other work on the machine (load ${figures.load.toFixed(1)} at the start); medians of ${figures.rounds ?? 1} rounds. Look at the ratios.</text>
${panels.join('\n')}
${legend.join('\n')}
</svg>
`
}

const panel = (index, title, curves, axis) => {
  const left = 60 + index * 355
  const all = curves.flatMap(({ points }) => points)
  const name = `<text x="${left}" y="${PANEL.top - 8}" font-weight="600">${title}</text>`
  if (all.length === 0) return name
  const xs = all.map(([x]) => Math.log2(x))
  const low = 0
  const high = Math.max(...all.map(([, y]) => y)) * 1.05
  const x = (value) =>
    left + ((Math.log2(value) - Math.min(...xs)) / (Math.max(...xs) - Math.min(...xs) || 1)) * PANEL.width
  const y = (value) => PANEL.top + PANEL.height * (1 - (Math.min(value, high) - low) / (high - low))
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + (high - low) * share
    return `<line x1="${left}" x2="${left + PANEL.width}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#e4e4e4"/><text x="${left - 6}" y="${round(y(value) + 4)}" text-anchor="end" fill="#666">${label(value)}</text>`
  })
  const ticks = [...new Set(all.map(([value]) => value))].map(
    (value) =>
      `<text x="${round(x(value))}" y="${PANEL.top + PANEL.height + 14}" text-anchor="middle" fill="#666">${label(value)}</text>`,
  )
  const lines = curves.map(({ colour, points }) => {
    const sorted = [...points].sort(([one], [other]) => one - other)
    const path = sorted
      .map(([at, value], step) => `${step === 0 ? 'M' : 'L'}${round(x(at))} ${round(y(value))}`)
      .join('')
    const dots = sorted.map(
      ([at, value]) => `<circle cx="${round(x(at))}" cy="${round(y(value))}" r="3" fill="${colour}"/>`,
    )
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`
  })
  const under = `<text x="${left + PANEL.width / 2}" y="${PANEL.top + PANEL.height + 30}" text-anchor="middle" fill="#666">${axis}</text>`
  return [name, ...grid, ...ticks, ...lines, under].join('\n')
}

const entry = (x, y, text, colour) =>
  `<rect x="${x}" y="${y - 8}" width="14" height="4" fill="${colour}"/><text x="${x + 20}" y="${y - 2}">${text}</text>`

const label = (value) =>
  value >= 1e6 ? `${round(value / 1e6)} M` : value >= 1000 ? `${round(value / 1000)} k` : String(round(value))
const round = (value) => Math.round(value * 10) / 10
const escape = (text) => text.replace(/[<&>]/g, ' ')
