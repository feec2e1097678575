import type { Change } from '../past/change.js'
import { classifyMessage } from '../past/classify-message.js'
import { classifyPath } from '../past/classify-path.js'
import { log } from './log.js'
import { folderOf } from '../past/remember-change.js'

const entropyOf = (change: Change): number => {
  const total = change.added + change.deleted
  if (total === 0) return 0
  let entropy = 0
  for (const file of change.files) {
    const share = (file.added + file.deleted) / total
    if (share > 0) entropy -= share * Math.log2(share)
  }
  return entropy
}

/** How much the change changes, and of what kind. */
export const measureSize = (change: Change) => {
  const sum = { code: 0, test: 0, document: 0, generated: 0, other: 0 }
  const deleted = { ...sum }
  const count = { ...sum }
  let fresh = 0,
    gone = 0,
    moved = 0,
    most = 0,
    hunks = 0,
    widest = 0
  const functions = new Set<string>()
  const folders = new Set<string>()
  const tops = new Set<string>()
  for (const file of change.files) {
    const kind = classifyPath(file.path)
    sum[kind] += file.added
    deleted[kind] += file.deleted
    count[kind]++
    if (file.status === 'added') fresh++
    if (file.status === 'deleted') gone++
    if (file.status === 'renamed') moved++
    most = Math.max(most, file.added + file.deleted)
    hunks += Math.max(1, file.hunks.length)
    for (const hunk of file.hunks) {
      widest = Math.max(widest, hunk[3])
      if (functions.size < 500) functions.add(`${file.path}\n${hunk[4]}`)
    }
    folders.add(folderOf(file.path))
    tops.add(file.path.split('/', 1)[0] ?? '')
  }
  return {
    added: log(change.added),
    deleted: log(change.deleted),
    codeAdded: log(sum.code),
    codeDeleted: log(deleted.code),
    testAdded: log(sum.test),
    otherAdded: log(sum.other + sum.document + sum.generated),
    files: log(change.fileCount),
    codeFiles: log(count.code),
    testFiles: log(count.test),
    folders: log(folders.size),
    tops: log(tops.size),
    entropy: entropyOf(change),
    hunks: log(hunks),
    functionsTouched: log(functions.size),
    freshFiles: log(fresh),
    goneFiles: log(gone),
    movedFiles: log(moved),
    largestFile: log(most),
    widestHunk: log(widest),
    addedShare: change.added / Math.max(1, change.added + change.deleted),
    net: Math.sign(change.added - change.deleted) * log(Math.abs(change.added - change.deleted)),
    codeShare: sum.code / Math.max(1, change.added),
    onlyTests: count.code + count.other + count.document + count.generated === 0 ? 1 : 0,
    noCode: count.code === 0 ? 1 : 0,
  }
}

const TRAILER =
  /^(signed-off-by|reviewed-by|acked-by|tested-by|reported-by|co-authored-by|suggested-by|cc|fixes|closes|link|submitted-at|reported-at):/i

/** How the change is told. */
export const measureMessage = (change: Change) => {
  const kind = classifyMessage(change.title)
  const lines = change.body.split('\n')
  const trailers = lines.filter((line) => TRAILER.test(line)).length
  return {
    titleLength: change.title.length,
    bodyLength: log(change.body.length),
    bodyLines: log(lines.length),
    trailers,
    isFix: kind.fix || change.fixes.length > 0 ? 1 : 0,
    isRevert: kind.revert || change.reverts.length > 0 ? 1 : 0,
    namesCommit: change.fixes.length + change.reverts.length > 0 ? 1 : 0,
    namesIssue: /#\d+|\b(bz|rh|bug)[#: ]*\d+|https?:\/\//i.test(change.body) ? 1 : 0,
  }
}
