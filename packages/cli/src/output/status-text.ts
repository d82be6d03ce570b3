import type { AppliedMigration, EngineFacts, MigrationStatus } from '@holdfast/core'
import { columns, type TextCell } from './columns.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'
import { numberText } from './number-text.ts'
import { problemsText } from './problems-text.ts'
import { timeText } from './time-text.ts'
import { visible } from './visible.ts'

/** The history as people read it, oldest first. */
export const statusText = (
  { line, applied, repeated, pending, problems, holder }: MigrationStatus,
  { engine, version, namespace }: EngineFacts,
  paint: Paint,
): string => {
  const row = (version: number, name: string, state: TextCell, ...rest: readonly TextCell[]) => ({
    version,
    cells: [{ text: numberText(version), right: true }, { text: visible(name) }, state, ...rest],
  })
  const isDone = ({ outcome }: AppliedMigration): boolean => outcome === 'applied'
  const rows = [
    ...applied
      .filter(isDone)
      .map((one) =>
        row(
          one.version,
          one.name,
          { text: one.kind === 'baseline' ? 'baseline' : 'applied', paint: paint.green },
          { text: timeText(one.appliedAt), paint: paint.dim },
          { text: duration(one.duration), paint: paint.dim, right: true },
        ),
      ),
    ...repeated
      .filter(({ name }) => !pending.some((one) => one.version === 0 && one.name === name))
      .map((one) =>
        row(
          0,
          one.name,
          { text: 'applied', paint: paint.green },
          { text: timeText(one.appliedAt), paint: paint.dim },
          { text: duration(one.duration), paint: paint.dim, right: true },
        ),
      ),
    ...pending.map(({ version, name }) =>
      version > 0 && applied.some((one) => one.version === version)
        ? row(version, name, { text: 'half-way', paint: paint.red })
        : row(version, name, { text: 'pending', paint: paint.yellow }),
    ),
    // Repeatable ones come last, as they are run.
  ].toSorted((a, b) => (a.version === 0 || b.version === 0 ? b.version - a.version : a.version - b.version))
  const head = visible(`${engine} ${version} · ${namespace} · line ${line}`)
  const repeats = rows.filter(({ version }) => version === 0).length
  const sum = `${applied.filter(isDone).length} applied, ${pending.length} pending${repeats === 0 ? '' : `, ${repeats} repeatable`}`
  return [
    `${paint.bold(head)}\n`,
    columns(rows.map(({ cells }) => cells)),
    `${sum}\n`,
    ...(holder === undefined ? [] : [`${paint.yellow('migrating now')}: ${visible(holder)}\n`]),
    ...(problems.length === 0 ? [] : [problemsText(problems, paint)]),
  ]
    .filter((part) => part !== '')
    .join('\n')
}
