import { HoldfastError } from '@holdfast/core'
import { importJson, type ImportOptions, type ImportReport } from '@holdfast/core/import-json'
import type { Database } from '@holdfast/core'
import { expect } from 'vitest'

/** Runs an import that must not complete, and gives its report. */
export const failedImport = async (db: Database, options: ImportOptions): Promise<ImportReport> => {
  const error: unknown = await importJson(db, options).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(HoldfastError)
  expect(error).toMatchObject({ code: 'invalid-value', cause: { isComplete: false } })
  return (error as HoldfastError & { readonly cause: ImportReport }).cause
}

/** Runs an import, complete or not, and gives its report. */
export const reportOf = async (db: Database, options: ImportOptions): Promise<ImportReport> => {
  try {
    return await importJson(db, options)
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'invalid-value') return error.cause as ImportReport
    throw error
  }
}
