import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { open, type Database, type OpenOptions } from '@holdfast/core'
import { Misuse } from './misuse.ts'
import type { Outside } from './outside.ts'

/** The database that the command names. Its backend is the one of the project in whose folder the command runs. */
export const openDatabase = async (
  url: string | undefined,
  { env, cwd }: Outside,
  options: OpenOptions,
): Promise<Database> => {
  const wanted = [url, env['HOLDFAST_URL'], env['DATABASE_URL']].find(
    (one) => one !== undefined && one !== '',
  )
  if (wanted === undefined)
    throw new Misuse('Cannot open the database: which one? Give --url, or set HOLDFAST_URL or DATABASE_URL')
  const openThere = await openOf(cwd)
  try {
    return await openThere(wanted, options)
  } catch (error) {
    // A URL that can never be right is a mistake of the command line.
    if (error instanceof TypeError || error instanceof RangeError)
      throw new Misuse(error.message, { cause: error })
    throw error
  }
}

/** `open` of the project's own core, which finds the backends beside it; this package's own where the project has none. */
const openOf = async (cwd: string): Promise<typeof open> => {
  let path: string
  try {
    path = createRequire(join(cwd, 'package.json')).resolve('@holdfast/core')
  } catch {
    return open
  }
  return ((await import(pathToFileURL(path).href)) as { open: typeof open }).open
}
