import { statfs } from 'node:fs/promises'
import { HoldfastError } from '../../errors.ts'
import { onFiles } from './on-files.ts'

/** Some room is left for what the engine writes beside. */
const reserve = 1.1

/** Throws `disk-full` when a file of so many bytes would not fit into the folder. */
export const roomFor = async (
  folder: string,
  bytes: number,
  action: string,
  remedy = 'make room or name another folder',
): Promise<void> => {
  const { bavail, bsize } = await onFiles(action, () => statfs(folder))
  const free = bavail * bsize
  if (free >= bytes * reserve) return
  throw new HoldfastError(
    'disk-full',
    `Cannot ${action}: it takes ${megabytes(bytes)}, and ${megabytes(free)} are free in ${folder}; ${remedy}`,
  )
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`
