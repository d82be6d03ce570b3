import type { MigrationReport } from '@holdfast/core'
import { columns, type TextCell } from './columns.ts'
import { count } from './count.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'
import { numberText } from './number-text.ts'
import { visible } from './visible.ts'

const states = {
  old: 'as it was before',
  half: 'left half-way',
  unknown: 'what it left is not known: ask status',
}

/** A run as people read it: what was done, what failed and what was not run. `done` is the verb of what was done. */
export const reportText = (report: MigrationReport, done: string, paint: Paint): string => {
  const { outcome, applied, failed, notRun, drift = [] } = report
  const drifted = drift.map((change) => `${paint.yellow('drift')}: ${visible(change)}\n`).join('')
  if (outcome === 'nothing') return `${drifted}Nothing to do.\n`
  if (outcome === 'skipped') return 'Another host is migrating; it was left to that one.\n'
  const row = (
    state: TextCell,
    { version, name }: { readonly version: number; readonly name: string },
    rest = '',
  ): readonly TextCell[] => [
    state,
    { text: numberText(version), right: true },
    { text: visible(name) },
    { text: rest, paint: paint.dim },
  ]
  const rows = applied.map((one) => row({ text: done, paint: paint.green }, one, duration(one.duration)))
  if (failed !== undefined) {
    const place = failed.line === undefined ? '' : `, line ${failed.line}`
    const state = states[failed.left]
    rows.push(
      row({ text: 'failed', paint: paint.red }, failed, visible(`at ${failed.step}${place}; ${state}`)),
    )
  }
  rows.push(...notRun.map((one) => row({ text: 'not run', paint: paint.yellow }, one)))
  const total = `${count(applied.length, 'migration')} ${done} in ${duration(report.duration)}`
  return `${drifted}${columns(rows)}\n${paint.bold(total)}\n`
}
