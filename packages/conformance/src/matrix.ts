import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from './report.ts'

/** Every report of a folder, by the name of the backend. */
export const readReports = (directory: string): readonly Report[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as Report)

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A rule id begins with what it is about. */
const area = (id: string): string => id.split('.', 1)[0] ?? id

const areas = (reports: readonly Report[]): string => {
  const names = [...new Set(reports.flatMap(({ rules }) => rules.map(({ id }) => area(id))))]
  const cell = ({ rules }: Report, name: string): string => {
    const own = rules.filter(({ id }) => area(id) === name)
    const count = (verdict: string): number => own.filter((rule) => rule.verdict === verdict).length
    const parts = [
      [count('fail'), 'FAIL'],
      [count('absent'), 'absent'],
      [count('not-run'), 'not run'],
    ] as const
    return [
      `${count('pass')} pass`,
      ...parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`),
    ].join(', ')
  }
  return table([
    ['', ...reports.map(({ backend }) => backend)],
    ...names.map((name) => [name].concat(reports.map((report) => cell(report, name)))),
  ])
}

interface Anomaly {
  readonly promised: boolean
  readonly prevented: boolean
  readonly how: string
}

/** Ends the name of a case that was played over raw SQL rows. */
const rowsMark = ' (rows)'

const isolation = (reports: readonly Report[]): string => {
  const of = (report: Report): Record<string, Anomaly> =>
    (report['isolation'] ?? {}) as Record<string, Anomaly>
  const names = [...new Set(reports.flatMap((report) => Object.keys(of(report))))]
  const cell = (anomaly: Anomaly | undefined): string =>
    anomaly === undefined
      ? 'not offered'
      : anomaly.prevented
        ? `prevented (${anomaly.how})`
        : anomaly.promised
          ? 'BROKEN PROMISE'
          : 'possible'
  const line = (name: string): string[] => [name, ...reports.map((report) => cell(of(report)[name]))]
  // Raw rows have a line of their own only where a backend prevents for them what it does not for entries, or the reverse.
  const isOtherForRows = (name: string): boolean =>
    reports.some((report) => {
      const rows = of(report)[name + rowsMark]
      return rows !== undefined && rows.prevented !== of(report)[name]?.prevented
    })
  return table([
    ['', ...reports.map(({ backend }) => backend)],
    ...names
      .filter((name) => !name.endsWith(rowsMark))
      .flatMap((name) => (isOtherForRows(name) ? [line(name), line(name + rowsMark)] : [line(name)])),
  ])
}

const heads = (reports: readonly Report[]): string =>
  table([
    ['backend', 'engine', 'level', 'pass', 'fail', 'absent', 'not run', 'suite', 'seed'],
    ...reports.map(({ backend, engine, level, complete, totals, suite, seed }) => [
      backend,
      engine === undefined ? 'never opened' : `${engine.engine} ${engine.version}`,
      complete ? level : 'incomplete',
      ...[totals.pass, totals.fail, totals.absent, totals.notRun].map(String),
      suite,
      String(seed),
    ]),
  ])

const failures = (reports: readonly Report[]): string =>
  reports
    .flatMap(({ backend, rules }) =>
      rules
        .filter(({ verdict }) => verdict === 'fail')
        .map(({ id, title }) => `FAIL ${backend} ${id}: ${title}`),
    )
    .join('\n')

/** The reports of a folder as text: totals, verdicts by area, isolation, failures. */
export const matrix = (reports: readonly Report[]): string =>
  [heads(reports), areas(reports), isolation(reports), failures(reports)]
    .filter((part) => part !== '')
    .join('\n\n')

/** True when every report is complete and none holds a failure. No report is no proof. */
export const isProof = (reports: readonly Report[]): boolean =>
  reports.length > 0 &&
  reports.every(({ complete, totals }) => complete && totals.fail === 0 && totals.pass > 0)
