import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { deflateRaw, inflateRaw } from 'node:zlib'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** A plain structure with maps and typed arrays as bytes; the work on them is done beside the event loop. */
export const pack = (value: unknown): Promise<Buffer> => deflate(serialize(value), { level: 1 })

/** The structure again, equal in every bit. */
export const unpack = async (bytes: Buffer): Promise<unknown> => deserialize(await inflate(bytes))
