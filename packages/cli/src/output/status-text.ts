import type { AppliedMigration, EngineFacts, MigrationStatus } from '@holdfast/core'
import { columns, type TextCell } from './columns.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'
import { problemsText } from './problems-text.ts'
import { visible } from './visible.ts'

/** The history as people read it, oldest first. */
export const statusText = (
  { line, applied, pending, problems, holder }: MigrationStatus,
  { engine, version, namespace }: EngineFacts,
  paint: Paint,
): string => {
  const row = (version: number, name: string, state: TextCell, ...rest: readonly TextCell[]) => ({
    version,
    cells: [{ text: String(version), right: true }, { text: visible(name) }, state, ...rest],
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
          { text: one.appliedAt.toISOString().slice(0, 19).replace('T', ' '), paint: paint.dim },
          { text: duration(one.duration), paint: paint.dim, right: true },
        ),
      ),
    ...pending.map(({ version, name }) =>
      applied.some((one) => one.version === version)
        ? row(version, name, { text: 'half-way', paint: paint.red })
        : row(version, name, { text: 'pending', paint: paint.yellow }),
    ),
  ].toSorted((a, b) => a.version - b.version)
  const head = visible(`${engine} ${version} · ${namespace} · line ${line}`)
  const sum = `${applied.filter(isDone).length} applied, ${pending.length} pending`
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
