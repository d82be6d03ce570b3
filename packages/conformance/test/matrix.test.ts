import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Entry } from '../src/ledger.ts'
import { totalsOf } from '../src/ledger.ts'
import { isProof, matrix, readReports } from '../src/matrix.ts'
import { writeReport, type Report } from '../src/report.ts'

const directory = mkdtempSync(join(tmpdir(), 'conformance-'))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const report = (backend: string, rules: readonly Entry[], complete = true): Report => ({
  backend,
  suite: '0.0.0',
  tier: 'behaviour',
  seed: 7,
  complete,
  level: 'behaviour',
  startedAt: '2026-01-01T00:00:00.000Z',
  platform: 'test',
  versions: {},
  totals: totalsOf(rules),
  beyond: 0,
  rules,
  cannot: {},
  isolation: { 'snapshot P4': { promised: true, prevented: backend === 'good', how: 'serialization' } },
})

const entry = (id: string, verdict: Entry['verdict']): Entry => ({
  id,
  title: `the title of ${id}`,
  verdict,
  ms: 1,
})

test('matrix() shows the reports of a folder side by side: totals, areas, isolation and failures', () => {
  writeReport(directory, report('good', [entry('sql.a', 'pass'), entry('sql.b', 'absent')]))
  writeReport(directory, report('bad', [entry('sql.a', 'pass'), entry('sql.b', 'fail')]))
  const reports = readReports(directory)
  expect(reports.map(({ backend }) => backend)).toStrictEqual(['bad', 'good'])
  const text = matrix(reports)
  expect(text).toContain('1 pass, 1 FAIL')
  expect(text).toContain('1 pass, 1 absent')
  expect(text).toContain('FAIL bad sql.b: the title of sql.b')
  expect(text).toMatch(/snapshot P4 +BROKEN PROMISE +prevented \(serialization\)/)
  expect(isProof(reports)).toBe(false)
  expect(isProof(reports.slice(1))).toBe(true)
})

test('matrix() gives raw rows a line of their own only where a backend treats them otherwise than entries', () => {
  const prevented = { promised: false, prevented: true, how: 'waits' }
  const possible = { promised: false, prevented: false, how: 'possible' }
  const text = matrix([
    {
      ...report('good', [entry('sql.a', 'pass')]),
      isolation: {
        'snapshot G2': prevented,
        'snapshot G2 (rows)': possible,
        'snapshot P4': prevented,
        'snapshot P4 (rows)': prevented,
      },
    },
  ])
  expect(text).toMatch(/snapshot G2 +prevented \(waits\)\nsnapshot G2 \(rows\) +possible/)
  expect(text).not.toContain('P4 (rows)')
})

test('isProof() takes no report, and one that is not complete, for no proof', () => {
  expect(isProof([])).toBe(false)
  expect(isProof([report('good', [entry('sql.a', 'pass')], false)])).toBe(false)
})
