import type { Access, Condition, PlanReader } from '@holdfast/conformance'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly Node[]
}

/** A heap is read by what the bitmaps below it say. */
const conditionsOf = ({ 'Index Cond': condition = '', Plans: inner = [] }: Node): readonly Condition[] => [
  ...[...condition.matchAll(/\((\w+) ([<=>]+)/g)].map(([, column = '', is = '']) => ({ column, is })),
  ...inner.filter((one) => one['Node Type'].startsWith('Bitmap')).flatMap(conditionsOf),
]

const accesses = (node: Node): readonly Access[] => {
  const { 'Node Type': kind, 'Relation Name': table, Plans: inner = [] } = node
  const own = table === undefined || kind === 'ModifyTable' ? [] : [{ table, by: conditionsOf(node) }]
  return [...own, ...inner.flatMap(accesses)]
}

/** As if tables had a million rows of which nothing is known yet: that is when a planner guesses. */
const pretend = `update pg_class set reltuples = 1000000, relpages = greatest(pg_relation_size(oid) / 8192, 1) where relname like 'holdfast\\_%' and relkind in ('r', 'i')`

const tablesOf = (text: string): ReadonlySet<string> => new Set(text.match(/"holdfast_\w+"/g))

export const plan: PlanReader = async (connection, statement) => {
  const run = (text: string) => connection.execute({ text, values: [], cache: false })
  await run('begin')
  try {
    // Nor is a list of keys found by index before the server has looked at the table, which it does within a minute.
    const known = statement.values.some((value) => Array.isArray(value))
    for (const name of known ? tablesOf(statement.text) : []) await run(`analyze ${name}`)
    await run(known ? 'set local enable_seqscan = off' : pretend)
    const text = `explain (format json) ${statement.text}`
    const { rows } = await connection.execute({ ...statement, text, cache: false })
    const [{ Plan: root }] = JSON.parse(String(rows[0]?.[0])) as readonly [{ readonly Plan: Node }]
    return accesses(root)
  } finally {
    await run('rollback')
  }
}
