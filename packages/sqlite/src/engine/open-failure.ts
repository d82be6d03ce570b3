import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCodes, HoldfastError, type ErrorCode } from '@holdfast/core'
import { failure } from '../errors.ts'
import type { Settings } from '../options.ts'

/** Why it could not be opened, and what to do about it. */
interface Why {
  readonly code: ErrorCode
  readonly reason: string
}

/** The error of an `open`, where no caller translates. The engine's own words stay in `cause`. */
export const openFailure = (error: unknown, settings: Settings): HoldfastError => {
  if (error instanceof HoldfastError) return error
  const { file, memory } = settings
  const found = failure(error, 'acquire')
  const { code, reason } = (memory ? undefined : whyNot(settings, error, found.code)) ?? {
    code: found.code,
    reason: reasons[found.code] ?? sentence(found.code),
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

const sentence = (code: ErrorCode): string => {
  const said = errorCodes[code].replace(/\.$/, '')
  return `${said.charAt(0).toLowerCase()}${said.slice(1)}`
}

// The engine says only "unable to open". The file is looked at, never opened: closing it would drop the locks of its owner.
const whyNot = ({ file, create, readOnly }: Settings, error: unknown, code: ErrorCode): Why | undefined => {
  const isRefused =
    error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CANTOPEN')
  if (!isRefused && code !== 'not-found') return undefined
  if (!existsSync(dirname(file)))
    return { code: 'not-found', reason: `there is no folder ${dirname(file)}; check the path, or make it` }
  if (existsSync(file)) {
    return statSync(file).isDirectory()
      ? { code: 'io', reason: 'it is a folder; name a file in it' }
      : denied(file, constants.R_OK)
  }
  if (!readOnly && create) return denied(dirname(file), constants.W_OK | constants.X_OK)
  const remedy = readOnly
    ? 'open it without readOnly'
    : 'open it without create: false, as "holdfast up" does'
  return { code: 'not-found', reason: `there is no such file; check the path, or, to make it, ${remedy}` }
}

const denied = (path: string, mode: number): Why | undefined => {
  try {
    accessSync(path, mode)
    return undefined
  } catch {
    return { code: 'permission', reason: denial }
  }
}
