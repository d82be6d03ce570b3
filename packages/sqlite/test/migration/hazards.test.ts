import { hazardTests } from '@holdfast/conformance/migrations'
import { lintText, type Finding } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { hazards } from '../../src/migration/hazards.ts'
import { cases } from './hazard-cases.ts'
import { judged, silent } from './judged-cases.ts'
import { linted } from './linted.ts'

hazardTests({ engine: 'SQLite', hazards, apart: ['SL12'], cases, judged, silent, linted })

test('SL12 is judged by the version of the library', async () => {
  const text = 'alter table t add constraint c check (a > 0); alter table t alter column a drop not null'
  const old = (findings: readonly Finding[]): Finding[] => findings.filter(({ rule }) => rule === 'SL12')
  const unasked = old(await lintText(text, dialect))
  expect(unasked.map(({ level }) => level)).toEqual(['not-judged', 'not-judged'])
  expect(old(await linted('create table t (a)', text))).toEqual([])
  expect(old(await linted('', 'alter table t add constraint c unique (a)'))).toHaveLength(1)
  expect(old(await linted('', 'alter table t alter column a type text'))).toHaveLength(1)
})
