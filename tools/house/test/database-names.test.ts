import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { databaseNames } from './database-names.ts'
import { inCheckout, sourceFiles } from './source-files.ts'

/** The reference backend answers for itself; it stands beside the others, not above them. */
const files = sourceFiles('packages/core/src').filter((file) => !file.startsWith('memory/'))

describe('packages/core/src', () => {
  test('no identifier, string or file name names a database', () => {
    expect(files).not.toEqual([])
    const found = files.flatMap((file) =>
      databaseNames(file, readFileSync(inCheckout(`packages/core/src/${file}`), 'utf8')),
    )
    expect(found).toEqual([])
  })
})

describe('databaseNames', () => {
  test('finds names in identifiers, strings, templates and file names', () => {
    expect(databaseNames('a.ts', 'const isSqlite = 1')).toEqual(['a.ts:1 isSqlite'])
    expect(databaseNames('a.ts', '\nconst pgArray = 1')).toEqual(['a.ts:2 pgArray'])
    expect(databaseNames('a.ts', "const name = 'postgres://'")).toEqual(['a.ts:1 postgres'])
    expect(databaseNames('a.ts', 'const name = `is ${1} MySQL`')).toEqual(['a.ts:1 MySQL'])
    expect(databaseNames('duckdb.ts', '')).toEqual(['duckdb.ts is named duckdb'])
  })

  test('leaves comments and other words alone', () => {
    expect(databaseNames('a.ts', '/** `sqlite:app.db` */\nconst upgrade = 1 // as PostgreSQL does')).toEqual(
      [],
    )
    expect(databaseNames('a.ts', "const url = 'a//b' /* pg */")).toEqual([])
  })
})
