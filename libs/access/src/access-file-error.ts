/** A file of tokens cannot be read as what it should be. Nobody named in it is let in until it is mended. */
export class AccessFileError extends Error {
  override readonly name = 'AccessFileError'
  readonly code = 'access_file'
}
