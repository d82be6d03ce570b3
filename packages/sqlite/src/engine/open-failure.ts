import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  HoldfastError,
  misplacedFile,
  missingFile,
  reasonOf,
  type ErrorCode,
  type Reason,
} from '@holdfast/core'
import { failure } from '../errors.ts'
import type { Settings } from '../options.ts'

/** The error of an `open`, where no caller translates. The engine's own words stay in `cause`. */
export const openFailure = (error: unknown, settings: Settings): HoldfastError => {
  if (error instanceof HoldfastError) return error
  const { file, memory } = settings
  const found = failure(error, 'acquire')
  const { code, reason } = (memory ? undefined : whyNot(settings, error, found.code)) ?? {
    code: found.code,
    reason: reasons[found.code] ?? reasonOf(found.code),
  }
  const what = memory ? 'a database in memory' : `the SQLite file ${JSON.stringify(file)}`
  return new HoldfastError(code, `Cannot open ${what}: ${reason}`, {
    retryable: found.retryable,
    cause: error,
  })
}

const denial = 'this process may not read and write there; give it the right, or open with readOnly: true'

const reasons: Partial<Record<ErrorCode, string>> = {
  busy: 'another process is writing it, and did not finish in time; try again when it has',
  corrupt:
    'it is damaged, or no SQLite database; check the path, and restore it from a backup if that is right',
  permission: denial,
  'read-only': denial,
}

// The engine says only "unable to open".
const whyNot = (
  { file, create, readOnly }: Settings,
  error: unknown,
  code: ErrorCode,
): Reason | undefined => {
  const isRefused =
    error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CANTOPEN')
  if (!isRefused && code !== 'not-found') return undefined
  const misplaced = misplacedFile(file)
  if (misplaced !== undefined) return misplaced
  if (existsSync(file)) return denied(file, constants.R_OK)
  if (!readOnly && create) return denied(dirname(file), constants.W_OK | constants.X_OK)
  return readOnly ? missingFile('open it without readOnly') : missingFile()
}

const denied = (path: string, mode: number): Reason | undefined => {
  try {
    accessSync(path, mode)
    return undefined
  } catch {
    return { code: 'permission', reason: denial }
  }
}
