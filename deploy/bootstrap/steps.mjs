// Progress of the installation, all of it on stderr: stdout belongs to the result.
import { spawn } from 'node:child_process'
import { Problem } from './problem.mjs'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const live = process.stderr.isTTY === true && process.env.TERM !== 'dumb'

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/** Steps that run now, with their start. Several share one line on a terminal. */
const running = new Map()
let timer
let frame = 0

const show = () => {
  if (live) {
    const all = [...running].map(([label, start]) => `${label} ${seconds(start)}`).join(' · ')
    process.stderr.write(
      `\r\u001B[2K${FRAMES[frame++ % FRAMES.length]} ${all.slice(0, (process.stderr.columns ?? 80) - 3)}`,
    )
  } else for (const [label, start] of running) process.stderr.write(`… ${label}: ${seconds(start)}\n`)
}

const clear = () => live && process.stderr.write('\r\u001B[2K')

/** Shows that something long is going on: a spinner with the time on a terminal, else a plain line now and then. */
export const step = async (label, work) => {
  const start = Date.now()
  running.set(label, start)
  timer ??= setInterval(show, live ? 100 : 10_000)
  if (!live) process.stderr.write(`… ${label}\n`)
  try {
    const result = await work()
    clear()
    process.stderr.write(`✓ ${label} (${seconds(start)})\n`)
    return result
  } finally {
    running.delete(label)
    if (running.size === 0) {
      clear()
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** Says one line to the person. */
export const say = (text) => {
  clear()
  process.stderr.write(`${text}\n`)
}

/**
 * Runs a program and resolves with what it printed. Rejects with a `Problem` that carries the end of its output
 * when it fails, is missing, or takes longer than `timeoutMs`.
 */
export const run = (command, args, { timeoutMs = 60_000, next = '', ...options } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    let stdout = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      output += chunk
    })
    child.stderr.on('data', (chunk) => (output += chunk))
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    const fail = (why) =>
      reject(new Problem(`"${[command, ...args].join(' ')}" ${why}\n${lastLines(output)}`.trim(), next))
    child.on('error', (error) => {
      clearTimeout(timer)
      fail(`cannot be run: ${error.message}`)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(stdout)
      else
        fail(signal === 'SIGKILL' ? `took longer than ${timeoutMs / 1000} s` : `ended with ${signal ?? `code ${code}`}`)
    })
  })

const lastLines = (text) =>
  text
    .trim()
    .split('\n')
    .slice(-15)
    .map((line) => `  ${line}`)
    .join('\n')
