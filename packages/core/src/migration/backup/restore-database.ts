import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HoldfastError } from '../../errors.ts'
import { flush, settle } from './durable-file.ts'
import { checkedManifest, digestOf, type BackupManifest } from './manifest.ts'
import { onFiles } from './on-files.ts'
import { roomFor } from './room-for.ts'

export interface RestoreRequest {
  /** The backup. */
  readonly from: string
  /** Where the database shall be. */
  readonly to: string
  /** As `facts.engine` says. */
  readonly engine: string
  /** What the names of files end with that belong to a database file. */
  readonly beside: readonly string[]
}

export interface RestoredDatabase extends BackupManifest {
  /** What was there before, now beside it. */
  readonly replaced?: string
}

/**
 * Puts a backup of a whole database where nobody has it open. The backup is read whole and checked before anything is touched, and what was
 * there is kept beside it under another name. Throws what is wrong with the backup: `not-found`, `schema`, `unsupported`, `corrupt`.
 */
export const restoreDatabase = async ({
  from,
  to,
  engine,
  beside,
}: RestoreRequest): Promise<RestoredDatabase> => {
  const manifest = await checkedManifest(from, engine)
  await roomFor(dirname(to), manifest.bytes, 'restore the database')
  const stamp = randomBytes(4).toString('hex')
  const part = `${to}.part-${stamp}`
  return onFiles('restore the database', async () => {
    try {
      await copyFile(from, part)
      await flush(part)
      if ((await digestOf(part)).sha256 !== manifest.sha256)
        throw new HoldfastError('corrupt', `Cannot restore ${to}: what was written is not the backup`)
      const aside = `${to}.before-${stamp}`
      const replaced = await moveAside(to, aside, beside)
      try {
        await settle(part, to)
      } catch (error) {
        if (replaced !== undefined) await moveAside(aside, to, beside)
        throw error
      }
      return { ...manifest, ...(replaced === undefined ? {} : { replaced }) }
    } finally {
      await rm(part, { force: true })
    }
  })
}

/** Its log goes first: it must never be found beside another file. */
const moveAside = async (
  file: string,
  aside: string,
  beside: readonly string[],
): Promise<string | undefined> => {
  for (const ending of beside)
    if (existsSync(`${file}${ending}`)) await rename(`${file}${ending}`, `${aside}${ending}`)
  if (!existsSync(file)) return undefined
  await rename(file, aside)
  return aside
}
