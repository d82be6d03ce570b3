import type { Access, Condition, PlanReader } from '@holdfast/conformance'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'TID Cond'?: string
  readonly Plans?: readonly Node[]
}

/** A heap is read by what the bitmaps below it say. */
const conditionsOf = ({
  'Index Cond': keys = '',
  'TID Cond': places = '',
  Plans: inner = [],
}: Node): readonly Condition[] => [
  ...[...`${keys}${places}`.matchAll(/\((\w+) ([<=>]+)/g)].map(([, column = '', is = '']) => ({
    column,
    is,
  })),
  ...inner.filter((one) => one['Node Type'].startsWith('Bitmap')).flatMap(conditionsOf),
]

const indexOf = ({ 'Index Name': index, Plans: inner = [] }: Node): { readonly index?: string } => {
  const name = index ?? inner.find((one) => one['Node Type'].startsWith('Bitmap'))?.['Index Name']
  return name === undefined ? {} : { index: name }
}

const accesses = (node: Node): readonly Access[] => {
  const { 'Node Type': kind, 'Relation Name': table, Plans: inner = [] } = node
  const own =
    table === undefined || kind === 'ModifyTable' ? [] : [{ table, by: conditionsOf(node), ...indexOf(node) }]
  return [...own, ...inner.flatMap(accesses)]
}

/** As if a table had a million rows of which nothing is known yet: that is when a planner guesses. */
const pretend = (table: string): readonly string[] => [
  `delete from pg_statistic where starelid = '${table}'::regclass`,
  `update pg_class set reltuples = 1000000, relpages = greatest(pg_relation_size(oid) / 8192, 1)
  where oid = '${table}'::regclass or oid in (select indexrelid from pg_index where indrelid = '${table}'::regclass)`,
]

const tablesOf = (text: string): ReadonlySet<string> => new Set(text.match(/"holdfast_\w+"/g))

export const plan: PlanReader = async (connection, statement) => {
  const run = (text: string) => connection.execute({ text, values: [], cache: false })
  await run('begin')
  try {
    const tables = [...tablesOf(statement.text)].toSorted()
    // The server looks at tables by itself, some time after they were filled, and would know more then.
    for (const table of tables) await run(`lock table ${table} in share update exclusive mode`)
    // A list of keys is not found by index before the server has looked at the table, which it does within a minute.
    const known = statement.values.some((value) => Array.isArray(value))
    for (const table of tables)
      for (const text of known ? [`analyze ${table}`] : pretend(table)) await run(text)
    if (known) await run('set local enable_seqscan = off')
    const text = `explain (format json) ${statement.text}`
    const { rows } = await connection.execute({ ...statement, text, cache: false })
    const [{ Plan: root }] = JSON.parse(String(rows[0]?.[0])) as readonly [{ readonly Plan: Node }]
    return accesses(root)
  } finally {
    await run('rollback')
  }
}
