import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ErrorCode } from '../errors.ts'

/** Why something failed, and what to do about it, as it stands behind "Cannot open …: ". */
export interface Reason {
  readonly code: ErrorCode
  readonly reason: string
}

/**
 * Why no database can be at this path, which an engine tells in the words of the system alone; undefined where one can be. The path is looked at, never opened: closing
 * it could drop the locks of its owner.
 */
export const misplacedFile = (path: string): Reason | undefined => {
  const folder = dirname(path)
  if (!existsSync(folder))
    return { code: 'not-found', reason: `there is no folder ${folder}; check the path, or make it` }
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    ? { code: 'io', reason: 'it is a folder; name a file in it' }
    : undefined
}

/** For whoever asked for a file that is there; `remedy` says how it is opened so that it is made. */
export const missingFile = (remedy = 'open it without create: false, as "holdfast up" does'): Reason => ({
  code: 'not-found',
  reason: `there is no such file; check the path, or, to make it, ${remedy}`,
})
