import { open, type Database, type OpenOptions } from '@holdfast/core'
import { Misuse } from './misuse.ts'
import type { Outside } from './outside.ts'
import { projectModule } from './project-module.ts'

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
  // The project's own core finds the backends beside it.
  const there = await projectModule<{ readonly open: typeof open }>(cwd, '@holdfast/core')
  try {
    return await (there?.open ?? open)(wanted, options)
  } catch (error) {
    // A URL that can never be right is a mistake of the command line.
    if (error instanceof TypeError || error instanceof RangeError)
      throw new Misuse(error.message, { cause: error })
    throw error
  }
}
