import type {
  FailedMigration,
  LostValues,
  NotRehearsed,
  Rehearsal,
  RehearsedMigration,
  Survivor,
  TakenLock,
} from '@holdfast/core'
import { count } from './count.ts'
import { duration } from './duration.ts'
import { findingsText } from './findings-text.ts'
import { numberText } from './number-text.ts'
import type { Paint } from './paint.ts'
import { redact } from './redact.ts'
import { visible } from './visible.ts'

/** What would change, migration by migration. */
export const rehearsalText = (rehearsal: Rehearsal, paint: Paint): string => {
  const { migrations, failed, notRehearsed, untried, survives } = rehearsal
  if (migrations.length + notRehearsed.length === 0 && failed === undefined) return 'Nothing is pending.\n'
  return [
    ...migrations.map((migration) => migrationText(migration, paint)),
    ...(failed === undefined ? [] : [failedText(failed, paint)]),
    ...untried.map((what) => `${paint.yellow('not tried')}: ${visible(what)}\n`),
    ...notRehearsed.map((one) => notRehearsedText(one, paint)),
    ...survives.map((one) => `${paint.yellow('not brought back')}: ${visible(survivorText(one))}\n`),
    verdict(rehearsal, paint),
  ].join('')
}

const verdict = ({ outcome, where, migrations, duration: took }: Rehearsal, paint: Paint): string => {
  if (outcome === 'incomplete' && migrations.length === 0)
    return `\n${paint.bold('Nothing was rehearsed, and nothing was found to fail.')}\n`
  const place = where === 'copy' ? 'on a copy, removed since' : 'in a transaction, rolled back'
  const words = {
    passes: 'It would pass.',
    fails: 'It would fail.',
    incomplete: 'It would pass, as far as it was tried.',
  }
  return `\n${paint.bold(words[outcome])} ${paint.dim(`Tried ${place}, in ${duration(took)}`)}\n`
}

const migrationText = (
  { version, name, duration: took, hazards, down, ...effects }: RehearsedMigration,
  paint: Paint,
): string => {
  const { schema, rows, lost, rewritten, rebuilt, locks, brokenReferences } = effects
  const changes = [
    ...schema,
    ...rows.map(({ table, before, after }) => `table ${table}: ${rowsText(before, after)}`),
    ...rewritten.map((table) => `table ${table}: written anew`),
    ...rebuilt.map((index) => `index ${index}: built again`),
    ...locks.map(lockText),
    ...brokenReferences.map(
      ({ table, parent, rows: many }) =>
        `table ${table}: ${count(many, 'row')} without the row of ${parent} that they refer to`,
    ),
    ...(down?.restores === true ? ['down and up again: as it was'] : []),
  ].map((line) => `  ${visible(line)}\n`)
  const losses = lost.map((one) => `  ${paint.red(visible(lostText(one)))}\n`)
  const warned = hazards.length === 0 ? '' : findingsText(hazards, paint)
  const title = paint.bold(visible(`${numberText(version)} ${name}`))
  return `${title}  ${paint.dim(duration(took))}\n${changes.join('')}${losses.join('')}${warned}`
}

const rowsText = (before: number | undefined, after: number | undefined): string => {
  const one = (rows: number | undefined): string => (rows === undefined ? 'not there' : count(rows, 'row'))
  return before === after ? one(before) : `${one(before)} → ${one(after)}`
}

const lockText = ({ table, mode, blocks }: TakenLock): string => {
  const held = { reads: 'readers and writers', writes: 'writers', definitions: 'other changes of it' }
  const what = table === undefined ? 'the database' : `table ${table}`
  return `${what}: ${mode}, ${held[blocks]} wait`
}

const lostText = ({ table, column, how, count: many, samples }: LostValues): string => {
  const where = column === undefined ? table : `${table}.${column}`
  const what = column === undefined ? count(many, 'row') : count(many, 'value')
  const keys = samples.map((key) => key.map(String).join(', ')).join('; ')
  const words = { dropped: 'dropped', deleted: 'deleted', changed: 'not the same in the new type' }
  return `${where}: ${what} ${words[how]}${keys === '' ? '' : `, as of ${keys}`}`
}

const notRehearsedText = ({ version, name, because }: NotRehearsed, paint: Paint): string =>
  `${paint.yellow('not rehearsed')} ${visible(`${numberText(version)} ${name}: ${redact(because)}`)}\n`

const survivorText = ({ what, name, before, after }: Survivor): string =>
  what === 'size'
    ? `table ${name} takes ${Number(after) - Number(before)} bytes more on the disk`
    : `sequence ${name} went on from ${before ?? 'its beginning'} to ${after ?? 'its beginning'}`

const failedText = (
  { version, name, file, direction, step, line, error }: FailedMigration,
  paint: Paint,
): string => {
  const where = [file ?? '', line === undefined ? '' : `line ${line}`].filter((part) => part !== '')
  const what = `${numberText(version)} ${name}${direction === 'down' ? ' when it is undone' : ''}`
  const place = where.length === 0 ? '' : ` (${where.join(', ')})`
  return `${paint.red('fails')} ${visible(`${what}, at ${step}${place}: ${redact(error.message)}`)}\n`
}
