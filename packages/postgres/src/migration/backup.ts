import { statement, type BackupForm, type StoredColumn } from '@holdfast/core'
import { definitionOf } from '../engine/table-definition.ts'
import { samePolicies } from '../engine/same-policies.ts'
import { quote } from '../engine/quote.ts'

const list = (columns: readonly StoredColumn[]): string => columns.map(({ name }) => quote(name)).join(', ')

export const backup = (table: (name: string) => string): BackupForm => ({
  nameBytes: 63,
  copyTable: (name, copy, columns) => [
    statement(`create table ${table(copy)} as select ${list(columns)} from ${table(name)}`),
    statement(samePolicies(table(name), table(copy))),
  ],
  // Numbers that the engine always gives itself are given back as they were.
  fillTable: (copy, name, columns) => ({
    start: [
      statement(
        `insert into ${table(name)} (${list(columns)}) overriding system value select ${list(columns)} from ${table(copy)}`,
      ),
    ],
  }),
  definition: (name) => definitionOf(table(name)),
})
