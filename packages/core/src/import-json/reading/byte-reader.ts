import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { HoldfastError } from '../../errors.ts'
import { throwIfStopped } from './stopped.ts'

const chunkBytes = 256 * 1024
const leastBytes = 1024

/** What a file held when it was read to its end. */
export interface FileFacts {
  readonly size: number
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string
}

/**
 * The bytes of a regular file in flat memory; returns what it held. No symbolic link is followed in the last step, and a device, pipe or socket
 * is refused. Each chunk is only good until the next one is asked for.
 */
export async function* readBytes(
  file: string,
  action: string,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, FileFacts> {
  // Opening a pipe would wait for its writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw ioError(cause, action)
    },
  )
  try {
    const facts = await handle.stat()
    if (!facts.isFile()) throw new HoldfastError('io', `Cannot ${action}: it is not a regular file`)
    const hash = createHash('sha256')
    let size = 0
    for (;;) {
      throwIfStopped(signal, action)
      // Small files are many: a large buffer for each would keep the collector busy.
      const room = Math.max(leastBytes, Math.min(chunkBytes, facts.size - size))
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(room), 0, room, null)
      if (bytesRead === 0) return { size, hash: hash.digest('hex') }
      const chunk = buffer.subarray(0, bytesRead)
      hash.update(chunk)
      size += bytesRead
      yield chunk
    }
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? ioError(error, action) : error
  } finally {
    await handle.close()
  }
}

/** Reads a file for its facts only. */
export const factsOf = async (file: string, action: string, signal?: AbortSignal): Promise<FileFacts> => {
  const bytes = readBytes(file, action, signal)
  for (;;) {
    const { done, value } = await bytes.next()
    if (done === true) return value
  }
}

/** An error of the file system as ours, with its code and without its path, which may hold anything. */
export const ioError = (cause: unknown, action: string): HoldfastError => {
  const code = (cause as { readonly code?: unknown }).code
  const reason =
    code === 'ELOOP' || code === 'EMLINK' ? 'it is a symbolic link' : `the system answers ${String(code)}`
  const kinds: Record<string, 'permission' | 'not-found' | 'disk-full'> = {
    EACCES: 'permission',
    EPERM: 'permission',
    EROFS: 'permission',
    ENOENT: 'not-found',
    ENOSPC: 'disk-full',
    EDQUOT: 'disk-full',
  }
  return new HoldfastError(kinds[String(code)] ?? 'io', `Cannot ${action}: ${reason}`, { cause })
}
