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
