import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import type { Driver, SendAlone } from '../../database/driver.ts'
import { HoldfastError } from '../../errors.ts'
import { copyPlace } from './copy-place.ts'
import { makeCopy } from './make-copy.ts'
import { onFiles } from './on-files.ts'
import { roomFor } from './room-for.ts'

export interface CopyOptions {
  /** Where the copy is made. Default: the system's folder for temporary files. */
  readonly folder?: string
  /** A copy that would be larger is refused with `too-large`. Default: no bound but the room on the disk. */
  readonly maxBytes?: number
  /** Runs a statement outside of a transaction on the only connection that is in use. Needed where the copy is another database of the same server. */
  readonly send?: SendAlone
}

/**
 * Runs `body` on a copy of the database, which is removed afterwards, also after a failure. Nobody may write while it is made.
 * A process that is killed leaves it in a folder `holdfast-copy-…`, which the next copy on the same host removes; on a server, the next one after a day. Throws `unsupported` where a database is no file, `disk-full` and `too-large` before anything is written.
 */
export const withCopy = async <R>(
  driver: Driver,
  body: (copy: Driver) => Promise<R>,
  { folder = tmpdir(), maxBytes = Infinity, send }: CopyOptions = {},
): Promise<R> => {
  const { copies, scratch } = driver
  if (copies === undefined) {
    if (scratch === undefined || send === undefined)
      throw new HoldfastError('unsupported', 'Cannot copy the database: it is not a file of its own')
    requireSmall(await scratch.size(send), maxBytes)
    const copy = await scratch.make(send)
    try {
      return await body(copy)
    } finally {
      await copy.close()
    }
  }
  const bytes = await copies.size()
  requireSmall(bytes, maxBytes)
  await roomFor(folder, bytes, 'copy the database', 'make room, or set TMPDIR to another folder')
  const place = await onFiles('copy the database', () => copyPlace(folder))
  try {
    const file = join(place, `${nameOf(driver)}${copies.extension}`)
    await makeCopy(driver, copies, file)
    const copy = await copies.open(file)
    try {
      return await body(copy)
    } finally {
      await copy.close()
    }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

const requireSmall = (bytes: number, maxBytes: number): void => {
  if (bytes <= maxBytes) return
  throw new HoldfastError(
    'too-large',
    `Cannot copy the database: it has ${bytes} bytes, and ${maxBytes} are allowed for a copy; allow more with copyBytes (--copy-bytes), or try it on a smaller copy of your own`,
  )
}

/** As the database's own file, for an engine may know a database by that name. */
const nameOf = ({ facts }: Driver): string => {
  const { name } = parse(facts.namespace)
  return /^[\w-]+$/.test(name) ? name : 'copy'
}
