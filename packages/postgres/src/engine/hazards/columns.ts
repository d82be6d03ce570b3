import type { ColumnFacts, Hazard, HazardRule, LintContext } from '@holdfast/core'
import { isRewrite } from './rewrites.ts'

const volatile =
  /\b(?:random|clock_timestamp|timeofday|gen_random_uuid|uuidv4|uuidv7|uuid_generate_v\w+|nextval)\s*\(/i
/** Functions that give one value for a statement, so that the server keeps it in the catalogue. */
const steady = new Set(
  `now statement_timestamp transaction_timestamp current_setting date_trunc timezone coalesce lower upper length concat md5 cast array row
   make_date make_interval to_jsonb jsonb_build_object jsonb_build_array`.split(/\s+/),
)

/** The expression without texts and the types that it is cast to: neither calls anything. */
const bare = (expression: string): string =>
  expression.replaceAll(/'(?:[^']|'')*'/g, "''").replaceAll(/::\s*\w+(?:\s*\([\d, ]*\))?/g, '')

/** Why adding the column writes the whole table anew, if it does. */
export const rewritesBecause = ({
  default: fallback,
  generated,
  identity,
  type,
}: ColumnFacts): string | undefined => {
  if (/^(?:big|small)?serial/.test(type)) return `${type} numbers every row`
  if (identity) return 'an identity numbers every row'
  if (generated === 'stored') return 'a stored generated column is computed for every row'
  if (fallback === undefined) return undefined
  const expression = bare(fallback)
  if (volatile.test(expression)) return 'the default differs for each row'
  const called = [...expression.matchAll(/([\w.]+)\s*\(/g)].map(([, name = '']) => name.toLowerCase())
  const unknown = called.find((name) => !steady.has(name.replace('pg_catalog.', '')))
  return unknown === undefined ? undefined : `the default calls ${unknown}, which may differ for each row`
}

function* rewrittenTypes({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (action.kind !== 'set-type' || !existed) continue
    const message = `makes ${table.written}.${action.column.written} ${action.type}`
    yield {
      at,
      message,
      confirm: (data) => {
        const before = data.table(table)?.columns.find(({ name }) => name === action.column.name)
        return before !== undefined && isRewrite(before.type, action.type)
          ? `${message}, and writes the whole table anew while nobody else can read it`
          : undefined
      },
    }
  }
}

function* rewrittenRows({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed || action.kind !== 'add-column') continue
    const because = rewritesBecause(action.column)
    if (because !== undefined)
      yield {
        at,
        message: `adds ${action.column.column.written} and writes ${table.written} anew: ${because}`,
      }
  }
}

function* nullable({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions)
    if (existed && action.kind === 'drop-not-null')
      yield { at, message: `allows null in ${table.written}.${action.column.written}` }
}

export const columns: readonly HazardRule[] = [
  {
    id: 'PG10',
    title: 'changes a type so that the whole table is written anew',
    level: 'warn',
    remedy:
      'Add a column of the new type, fill it in batches, and exchange the two; changeColumnType() does.',
    asks: 'schema',
    check: rewrittenTypes,
  },
  {
    id: 'PG11',
    title: 'adds a column so that the whole table is written anew',
    level: 'warn',
    remedy: 'Add the column without it, fill it in batches, and set the default for new rows.',
    check: rewrittenRows,
  },
  {
    id: 'PG28',
    title: 'allows null where readers expect a value',
    level: 'warn',
    remedy: 'Release readers that take null first.',
    check: nullable,
  },
]
