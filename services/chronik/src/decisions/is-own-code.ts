/** Folders of what others wrote or machines made. */
const FOREIGN =
  /(^|\/)(node_modules|vendor|vendored|third_party|3rdparty|dist|build|out|target|\.venv|site-packages|generated|__generated__)\//
/** Files that machines made. */
const MADE = /(\.min\.[cm]?js|\.pb\.go|_pb2(_grpc)?\.py|\.generated\.\w+|\.d\.ts|-lock\.\w+|\.bundle\.js)$/

/** Whether a file of a repository is its own code. */
export const isOwnCode = (path: string): boolean => !FOREIGN.test(path) && !MADE.test(path)
