import { statement, type AlterForm, type Statement } from '@holdfast/core'
import { quote } from './quote.ts'

type Session = NonNullable<AlterForm['session']>
type Rows = Parameters<Session['restore']>[0]

/** Second names of others, what follows from them, and what nobody can set. */
const followers = [
  'schema',
  'max_memory',
  'null_order',
  'worker_threads',
  'write_buffer_row_group_memory_limit',
]

const text = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`

const isVariable = ([kind]: Rows[number]): boolean => kind === 'variable'

const byName = (rows: Rows, variables: boolean): ReadonlyMap<unknown, Rows[number]> =>
  new Map(rows.filter((row) => isVariable(row) === variables).map((row) => [row[1], row]))

/** A variable that is not wanted is null. */
const setVariable = (name: unknown, wanted: Rows[number] | undefined): Statement => {
  const place = quote(String(name))
  if (wanted === undefined) return statement(`reset variable ${place}`)
  return statement(`set variable ${place} = ${text(wanted[2])}::${String(wanted[3])}`)
}

const setOption = ([kind, name, value]: Rows[number], there: Rows[number] | undefined): Statement => {
  // What a connection has set for itself hides what all have.
  const scope = kind === 'LOCAL' || there?.[0] === 'LOCAL' ? 'session' : 'global'
  const place = quote(String(name))
  return statement(value === null ? `reset ${scope} ${place}` : `set ${scope} ${place} = ${text(value)}`)
}

/** A setting may belong to a connection or to all of them, and one of all outlives the transaction and the connection. A bound of memory comes back as the engine rounds it. */
export const session: Session = {
  ask: statement(
    `select scope, name, value, null from duckdb_settings() where name not in (${followers.map(text).join(', ')}) union all select 'variable', name, value, type from duckdb_variables()`,
  ),
  restore: (wanted, now) => {
    const options = byName(now, false)
    const changed = [...byName(wanted, false).values()].filter(([, name, value]) => {
      const there = options.get(name)
      return there === undefined || there[2] !== value
    })
    const [had, has] = [byName(wanted, true), byName(now, true)]
    const variables = [...new Set([...had.keys(), ...has.keys()])].filter(
      (name) => had.get(name)?.[2] !== has.get(name)?.[2],
    )
    return [
      ...changed.map((row) => setOption(row, options.get(row[1]))),
      ...variables.map((name) => setVariable(name, had.get(name))),
    ]
  },
  isSetting: (sql) => /^(?:set|reset|pragma)\b/i.test(sql),
  outlives: true,
}
