import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is gone after the test. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-duckdb-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const makeFile = (name = 'app.duckdb'): string => join(makeFolder(), name)
