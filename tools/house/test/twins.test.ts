import { basename } from 'node:path'

import { describe, expect, test } from 'vitest'

import { sourceFiles } from './source-files.ts'

const backends = ['sqlite', 'postgres', 'duckdb'] as const
const everyBackendHas = ['capabilities.ts', 'dialect.ts', 'driver.ts', 'errors.ts', 'index.ts']

/** Files that not every engine needs, each with the reason. */
const own: Record<(typeof backends)[number], Readonly<Record<string, string>>> = {
  sqlite: {},
  postgres: {},
  duckdb: {},
}

/** A backend may replace a whole store: the file then has the name of the store it replaces. */
const stores = new Set(sourceFiles('packages/core/src/stores').map((file) => basename(file)))

function sharedFiles(backend: (typeof backends)[number]): string[] {
  return sourceFiles(`packages/${backend}/src`).filter(
    (file) => !(file in own[backend]) && !stores.has(basename(file)),
  )
}

describe('packages/{sqlite,postgres,duckdb}/src', () => {
  test.each(backends)('%s has the files that every backend has', (backend) => {
    expect(sharedFiles(backend)).toEqual(expect.arrayContaining(everyBackendHas))
  })

  test('the backends are twins: what one file does is in a file of the same name in each', () => {
    const [first, ...others] = backends.map(sharedFiles)
    for (const other of others) expect(other).toEqual(first)
  })

  test.each(backends)('%s declares no file of its own that it does not have', (backend) => {
    expect(sourceFiles(`packages/${backend}/src`)).toEqual(expect.arrayContaining(Object.keys(own[backend])))
  })
})
