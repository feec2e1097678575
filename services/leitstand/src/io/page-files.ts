import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../config.js'

/** A file of the page, ready to send. */
export interface PageFile {
  readonly type: string
  readonly etag: string
  /** True for a file whose name carries its hash, so that a browser may keep it for ever. */
  readonly immutable: boolean
  readonly plain: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * The built page. Its few files are read once and looked up by name, so that no request ever names a path on the disk.
 */
@Injectable()
export class PageFiles {
  private files: Promise<ReadonlyMap<string, PageFile>> | undefined

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A file by its path below the folder; nothing where there is none, or where the page is not built. */
  async find(path: string): Promise<PageFile | undefined> {
    this.files ??= readFolder(this.config.webFolder)
    return (await this.files).get(path)
  }
}

const readFolder = async (folder: string): Promise<ReadonlyMap<string, PageFile>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, PageFile>()
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    files.set(
      path.slice(folder.length + 1),
      await prepare(await readFile(path), type, entry.parentPath.endsWith('assets')),
    )
  }
  return files
}

const prepare = async (plain: Buffer, type: string, immutable: boolean): Promise<PageFile> => ({
  type,
  etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  immutable,
  plain,
  br: await promisify(brotliCompress)(plain),
  gzip: await promisify(gzip)(plain),
})
