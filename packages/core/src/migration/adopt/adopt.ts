import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { HoldfastError } from '../../errors.ts'
import { inTransaction, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import type { Work } from '../workshop.ts'
import { foreignHistories, type ForeignHistory } from './foreign-histories.ts'

const action = 'take over the history of another tool'

/**
 * Writes down what another tool says it has applied, each as a baseline, without running anything. Its table is left as it is. Throws `not-found` when there is none,
 * `migration` when it names a migration that the source does not have.
 */
export const adopt = (run: Run, source: readonly LoadedMigration[]): Promise<readonly AppliedMigration[]> =>
  inTransaction(run, async (work) => {
    const { ledger, context } = run
    if (((await ledger.read(work.tx))?.length ?? 0) > 0)
      throw refuse(action, 'the ledger has entries already; what is taken over is the first of them')
    const found = await findHistory(work, context.dialect, ledger.tables.migrations.version.table)
    if (found === undefined)
      throw new HoldfastError(
        'not-found',
        `Cannot ${action}: there is none of ${foreignHistories.map(({ tool }) => tool).join(', ')}`,
      )
    const { history, keys } = found
    const matched = keys.map((key) => ({ key, migration: source.find((one) => isSame(one, key)) }))
    const missing = matched.filter(({ migration }) => migration === undefined).map(({ key }) => key)
    if (missing.length > 0)
      throw refuse(
        action,
        `${history.tool} has applied ${missing.join(', ')}, and the source has none of that name or number`,
      )
    const made: AppliedMigration[] = []
    for (const { migration } of matched) {
      const entry = { kind: 'baseline', statements: 0, duration: 0, outcome: 'applied' } as const
      made.push(await ledger.record(work.tx, migration!, entry))
    }
    await ledger.tell(work.tx, made.at(-1)?.version ?? 0, 'baseline', {
      from: history.tool,
      entries: made.map(({ version, checksum }) => ({ version, checksum })),
    })
    return made
  })

const findHistory = async (
  { ask }: Pick<Work, 'ask'>,
  dialect: Dialect,
  own: string,
): Promise<{ readonly history: ForeignHistory; readonly keys: readonly string[] } | undefined> => {
  for (const history of foreignHistories) {
    const { table, columns, key, where } = history
    if (table === own) continue
    const there = new Set((await ask(dialect.tables.columnsOf(table))).map(([name]) => String(name)))
    if (!columns.every((name) => there.has(name))) continue
    const condition = where === undefined ? '' : ` where ${where}`
    const cell = dialect.quote(key)
    const rows = await ask(
      statement(`select ${cell} from ${dialect.table(table)}${condition} order by ${cell}`),
    )
    return { history, keys: [...new Set(rows.map(([name]) => String(name)))] }
  }
  return undefined
}

/** By number where both have one, else by name, with or without what a file's name ends with. */
const isSame = ({ version, name }: LoadedMigration, key: string): boolean => {
  const [, digits, rest] = /^(\d*)[-_]?(.*?)(?:\.(?:[cm]?[jt]s|sql))?$/.exec(key) as unknown as [
    string,
    string,
    string,
  ]
  return digits === '' ? rest === name : Number(digits) === version
}
