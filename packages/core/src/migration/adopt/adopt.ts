import { hash } from 'node:crypto'
import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
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
    const matched = keys.map((key) => ({ key, migrations: matching(source, history, key) }))
    const missing = matched.filter(({ migrations }) => migrations.length === 0).map(({ key }) => key)
    if (missing.length > 0)
      throw refuse(
        action,
        `${history.tool} has applied ${missing.join(', ')}, and the source has none of that ${history.says === 'hash' ? 'hash; take its files over as they are, byte by byte' : 'name or number'}`,
      )
    const made: AppliedMigration[] = []
    const taken = matched.flatMap(({ migrations }) => migrations)
    for (const migration of taken.toSorted((one, other) => one.version - other.version)) {
      const entry = { kind: 'baseline', statements: 0, duration: 0, outcome: 'applied' } as const
      made.push(await ledger.record(work.tx, migration, entry))
    }
    await ledger.tell(work.tx, made.at(-1)?.version ?? 0, 'baseline', {
      from: history.tool,
      entries: made.map(({ version, checksum }) => ({ version, checksum })),
    })
    return made
  })

const findHistory = async (
  work: Pick<Work, 'ask' | 'attempt' | 'hasSavepoints'>,
  dialect: Dialect,
  own: string,
): Promise<{ readonly history: ForeignHistory; readonly keys: readonly string[] } | undefined> => {
  for (const history of foreignHistories) {
    const { table, columns, lacks = [], schema } = history
    if (table === own) continue
    const there = new Set((await work.ask(dialect.tables.columnsOf(table))).map(([name]) => String(name)))
    if (columns.every((name) => there.has(name)) && !lacks.some((name) => there.has(name)))
      return { history, keys: await keysIn(work.ask, dialect, history, dialect.table(table)) }
    if (schema === undefined || !work.hasSavepoints) continue
    const keys = await inSchema(work, (ask) =>
      keysIn(ask, dialect, history, `${dialect.quote(schema)}.${dialect.quote(table)}`),
    )
    if (keys !== undefined) return { history, keys }
  }
  return undefined
}

/** Nothing where there is no such table, or no such schema. */
const inSchema = async <R>(
  { attempt }: Pick<Work, 'attempt'>,
  look: (ask: Ask) => Promise<R>,
): Promise<R | undefined> => {
  try {
    return await attempt(look)
  } catch (error) {
    if (hasCode(error, 'no-table')) return undefined
    throw error
  }
}

const keysIn = async (
  ask: Ask,
  dialect: Dialect,
  { tool, key, where = '1 = 1', order = key, applied = '1 = 1', unsure }: ForeignHistory,
  from: string,
): Promise<readonly string[]> => {
  const cell = dialect.quote(key)
  if (unsure !== undefined) {
    const rows = await ask(statement(`select ${cell} from ${from} where (${where}) and (${unsure})`))
    if (rows.length > 0)
      throw refuse(action, `${tool} does not know how far ${String(rows[0]![0])} is; finish or undo it first`)
  }
  const rows = await ask(
    statement(
      `select ${cell}, case when ${applied} then 1 else 0 end from ${from} where ${where} order by ${dialect.quote(order)}`,
    ),
  )
  const isApplied = new Map(rows.map(([name, is]) => [String(name), Number(is) === 1]))
  return [...isApplied].flatMap(([name, is]) => (is ? [name] : []))
}

const matching = (
  source: readonly LoadedMigration[],
  { says = 'each' }: ForeignHistory,
  key: string,
): readonly LoadedMigration[] => {
  if (says === 'hash') return source.filter((one) => hasHash(one, key))
  if (says === 'each') return source.filter((one) => isSame(one, key)).slice(0, 1)
  const newest = Number(key)
  // The newest itself has to be there: else it is the history of other files.
  return source.some(({ version }) => version === newest)
    ? source.filter(({ version }) => version <= newest)
    : []
}

/** Of the normalised text, or of the file as it is: the other tool does not look past CRLF and a byte order mark. */
const hasHash = ({ checksum, up }: LoadedMigration, key: string): boolean =>
  checksum === key || (up.kind === 'sql' && up.asSaved !== undefined && hash('sha256', up.asSaved) === key)

/**
 * By number where both have one, else by name, with or without what a file's name ends with. A number ends with the name or with a dash: `1.2` is none. Nor is the year of `2024-01-01_x`, which any
 * other of that year would have too: the date is a part of the name, or year, month and day are the number.
 */
const isSame = ({ version, name }: LoadedMigration, key: string): boolean => {
  const bare = key.replace(/\.(?:[cm]?[jt]s|sql)$/, '')
  const [, year, month, day, title] = /^(\d{4})-(\d\d)-(\d\d)[-_]?(.*)$/.exec(bare) ?? []
  if (year !== undefined)
    return (
      [name, `${version}-${name}`].includes(bare) ||
      (Number(`${year}${month}${day}`) === version && name === title)
    )
  const digits = /^(\d+)(?:[-_].*)?$/.exec(bare)?.[1]
  return digits === undefined ? bare === name : Number(digits) === version
}
