import type { FailedMigration, Rehearsal, RehearsedMigration } from '@holdfast/core'
import { count } from './count.ts'
import { duration } from './duration.ts'
import { findingsText } from './findings-text.ts'
import { numberText } from './number-text.ts'
import type { Paint } from './paint.ts'
import { redact } from './redact.ts'
import { visible } from './visible.ts'

/** What would change, migration by migration. */
export const rehearsalText = (rehearsal: Rehearsal, paint: Paint): string => {
  const { migrations, failed, untried, where } = rehearsal
  if (migrations.length === 0 && failed === undefined) return 'Nothing is pending.\n'
  const place = where === 'copy' ? 'on a copy, removed since' : 'in a transaction, rolled back'
  return [
    ...migrations.map((migration) => migrationText(migration, paint)),
    ...(failed === undefined ? [] : [failedText(failed, paint)]),
    ...untried.map((what) => `${paint.yellow('not tried')}: ${visible(what)}\n`),
    `\n${paint.bold(failed === undefined ? 'It would pass.' : 'It would fail.')} ${paint.dim(`Tried ${place}, in ${duration(rehearsal.duration)}`)}\n`,
  ].join('')
}

const migrationText = (
  { version, name, duration: took, schema, rows, hazards, down }: RehearsedMigration,
  paint: Paint,
): string => {
  const changes = [
    ...schema,
    ...rows.map(({ table, before, after }) => `table ${table}: ${rowsText(before)} → ${rowsText(after)}`),
    ...(down?.restores === true ? ['down and up again: as it was'] : []),
  ].map((line) => `  ${visible(line)}\n`)
  const warned = hazards.length === 0 ? '' : findingsText(hazards, paint)
  return `${paint.bold(visible(`${numberText(version)} ${name}`))}  ${paint.dim(duration(took))}\n${changes.join('')}${warned}`
}

const rowsText = (rows: number | undefined): string => (rows === undefined ? 'not there' : count(rows, 'row'))

const failedText = ({ version, name, step, line, error }: FailedMigration, paint: Paint): string => {
  const place = line === undefined ? '' : `, line ${line}`
  return `${paint.red('fails')} ${visible(`${numberText(version)} ${name}, at ${step}${place}: ${redact(error.message)}`)}\n`
}
