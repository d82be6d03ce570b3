import { pathToFileURL } from 'node:url'
import type { Migration } from '../../contracts/migration.ts'
import { HoldfastError } from '../../errors.ts'
import { refuse } from './refuse.ts'

/** What a module exports: a `Migration` without its number and name as default, or `up` and `down` by name. */
export const loadModule = async (path: string): Promise<Partial<Migration>> => {
  let exported: Record<string, unknown>
  try {
    exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error
    throw new HoldfastError(
      'migration',
      `Cannot load ${path}: this Node.js runs no TypeScript; compile it to .js, or start with a loader such as tsx`,
      { cause: error },
    )
  }
  const found = (exported['default'] ?? exported) as Partial<Migration>
  if (found.up === undefined)
    throw refuse(
      `load ${path}`,
      'it exports no up; write `export const up = […]`, or export a migration as default',
    )
  const { up, down, transaction, accept } = found
  return {
    up,
    ...(down === undefined ? {} : { down }),
    ...(transaction === undefined ? {} : { transaction }),
    ...(accept === undefined ? {} : { accept }),
  }
}
