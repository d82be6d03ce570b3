import { basename } from 'node:path'

import { describe, expect, test } from 'vitest'

import { sourceFiles } from './source-files.ts'

const backends = ['sqlite', 'postgres', 'duckdb'] as const
const everyBackendHas = ['capabilities.ts', 'dialect.ts', 'driver.ts', 'errors.ts', 'index.ts']

/** A backend may replace a whole store: the file then has the name of the store it replaces. */
const stores = new Set(sourceFiles('packages/core/src/stores').map((file) => basename(file)))

/** What only this engine needs is in `engine/`, and has no twin. */
const sharedFiles = (backend: string): string[] =>
  sourceFiles(`packages/${backend}/src`).filter(
    (file) => !file.startsWith('engine/') && !stores.has(basename(file)),
  )

describe('packages/{sqlite,postgres,duckdb}/src', () => {
  test.each(backends)('%s has the files that every backend has', (backend) => {
    expect(sharedFiles(backend)).toEqual(expect.arrayContaining(everyBackendHas))
  })

  test('the backends are twins: what one file does is in a file of the same name in each', () => {
    const [first, ...others] = backends.map(sharedFiles)
    for (const other of others) expect(other).toEqual(first)
  })
})
