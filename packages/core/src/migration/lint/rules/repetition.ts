import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import type { StatementFacts, TableAction } from '../../../contracts/statement-facts.ts'

function* notRepeatable(context: LintContext): Iterable<Hazard> {
  const { statements, transaction, isRepeatable } = context
  if (transaction && !isRepeatable) return
  const when = isRepeatable
    ? 'this text is run again whenever it changes'
    : 'each statement of this text is committed by itself'
  for (const [at, facts] of statements.entries()) {
    const why = failsTwice(facts)
    if (why === undefined || (isRepeatable && isMadeAnew(facts, at, context))) continue
    yield { at, message: `${why}, and ${when}` }
  }
}

/** Whether what it makes was dropped before, in the same transaction. */
const isMadeAnew = (facts: StatementFacts, at: number, { dropped }: LintContext): boolean => {
  if (facts.kind === 'create-table') return dropped(facts.table.key, at)
  if (facts.kind === 'create') return facts.name !== undefined && dropped(facts.name.key, at)
  return facts.kind === 'create-index' && facts.index !== undefined && dropped(facts.index.key, at)
}

/** Why a statement cannot be run a second time after a crash right behind it, if so. */
const failsTwice = (facts: StatementFacts): string | undefined => {
  if ([facts, ...facts.inside].some((each) => 'readsWhatItSets' in each && each.readsWhatItSets))
    return 'changes the values again when it is run again'
  switch (facts.kind) {
    case 'create-table':
    case 'create':
      return facts.ifNotExists || facts.orReplace ? undefined : 'fails when it is there already'
    case 'create-index':
      // Built concurrently it may be left half-made, which IF NOT EXISTS would take for whole: the runner looks at it by its name.
      if (facts.concurrently && facts.index === undefined)
        return 'makes another index when it is run again, because it gives it no name'
      return facts.ifNotExists || facts.concurrently ? undefined : 'fails when it is there already'
    case 'drop':
      return facts.ifExists || facts.concurrently ? undefined : 'fails when it is gone already'
    case 'alter-table':
      return facts.actions.some(changesNames) ? 'fails when it was done already' : undefined
    case 'insert':
      return facts.onConflict ? undefined : 'inserts the rows again when it is run again'
    default:
      return undefined
  }
}

const changesNames = (action: TableAction): boolean => {
  switch (action.kind) {
    case 'add-column':
      return !action.ifNotExists
    case 'drop-column':
    case 'drop-constraint':
      return !action.ifExists
    case 'rename-column':
    case 'rename-table':
    case 'rename-constraint':
    case 'add-constraint':
      return true
    default:
      return false
  }
}

function* hiddenDifferences({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'create-table' && facts.ifNotExists) {
      const { table, columns } = facts
      yield {
        at,
        message: `makes ${table.written} unless something is called so`,
        confirm: (data) => {
          const there = data.table(table)?.columns.map(({ name }) => name.toLowerCase())
          const same = there?.join() === columns.map(({ column }) => column.name.toLowerCase()).join()
          return there === undefined || columns.length === 0 || same
            ? undefined
            : `leaves ${table.written} as it is, with other columns than these`
        },
      }
    }
    if (facts.kind !== 'create-index' || !facts.ifNotExists || facts.index === undefined) continue
    const { index, table, columns, unique } = facts
    yield {
      at,
      message: `makes the index ${index.written} unless something is called so`,
      confirm: ({ schema }) => {
        const found = schema.tables
          .flatMap((owner) => owner.indexes.map((each) => ({ owner, each })))
          .find(({ each }) => each.name.toLowerCase() === index.name.toLowerCase())
        if (found === undefined) return undefined
        const keys = found.each.keys.flatMap(({ column }) => column?.toLowerCase() ?? [])
        const same =
          found.owner.name.toLowerCase() === table.name.toLowerCase() &&
          found.each.unique === unique &&
          keys.join() === columns.map(({ name }) => name.toLowerCase()).join()
        return same ? undefined : `leaves the index ${index.written} as it is, which is another one`
      },
    }
  }
}

const unsteady = new Set(
  `now random rand uuid gen_random_uuid uuid_generate_v1 uuid_generate_v4 uuidv4 uuidv7 clock_timestamp statement_timestamp
   transaction_timestamp timeofday current_timestamp current_date current_time localtime localtimestamp randomblob get_current_timestamp
   today nextval setseed`.split(/\s+/),
)
const dated = new Set(['date', 'time', 'datetime', 'julianday', 'unixepoch', 'strftime'])

function* unsteadyRows({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (!['insert', 'update', 'merge', 'replace'].includes(facts.kind)) continue
    const isNow = /'now'/i.test(facts.statement.text)
    const calls = facts.calls.filter((name) => unsteady.has(name) || (isNow && dated.has(name)))
    if (calls.length > 0) yield { at, message: `writes what ${calls.join(', ')} gives` }
  }
}

export const repetition: readonly HazardRule[] = [
  {
    id: 'ID01',
    title: 'cannot be run a second time, and may be',
    level: 'refuse',
    remedy:
      'Write OR REPLACE, IF NOT EXISTS, IF EXISTS or ON CONFLICT, and for an UPDATE the step backfill(); where it has a number, leave “-- holdfast: no-transaction” out.',
    check: notRepeatable,
  },
  {
    id: 'ID02',
    title: 'hides behind IF NOT EXISTS that another thing has the name',
    level: 'warn',
    remedy: 'Leave IF NOT EXISTS out in a transaction: a migration runs once.',
    asks: 'schema',
    check: hiddenDifferences,
  },
  {
    id: 'ID03',
    title: 'writes rows that differ with each run',
    level: 'warn',
    remedy: 'Write the values out where they must be the same in every database.',
    check: unsteadyRows,
  },
]
