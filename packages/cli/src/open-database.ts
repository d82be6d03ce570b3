import { hasCode, open, type Database, type OpenOptions } from '@holdfast/core'
import { Misuse } from './misuse.ts'
import { projectModule } from './project-module.ts'
import type { Tools } from './run-command.ts'

export interface Opening {
  readonly schema: NonNullable<OpenOptions['schema']>
  /** Whether the command may begin with nothing. Any other one refuses a database that is not there: its name is a wrong one. */
  readonly makes?: boolean
}

/** The database that the command names. Its backend is the one of the project in whose folder the command runs. */
export const openDatabase = async (
  url: string | undefined,
  { outside: { env, cwd }, output }: Tools,
  { schema, makes = false }: Opening,
): Promise<Database> => {
  const wanted = [url, env['HOLDFAST_URL'], env['DATABASE_URL']].find(
    (one) => one !== undefined && one !== '',
  )
  if (wanted === undefined)
    throw new Misuse('Cannot open the database: which one? Give --url, or set HOLDFAST_URL or DATABASE_URL')
  // The project's own core finds the backends beside it.
  const there = await projectModule<{ readonly open: typeof open }>(cwd, '@holdfast/core')
  const opened = there?.open ?? open
  try {
    try {
      return await opened(wanted, { schema, create: false })
    } catch (error) {
      if (!makes || !hasCode(error, 'not-found')) throw error
      const made = await opened(wanted, { schema })
      output.note(`There was no database at ${wanted}: a new one was made.`)
      return made
    }
  } catch (error) {
    // A URL that can never be right is a mistake of the command line.
    if (error instanceof TypeError || error instanceof RangeError)
      throw new Misuse(error.message, { cause: error })
    throw error
  }
}
