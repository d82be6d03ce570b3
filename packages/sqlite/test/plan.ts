import type { Access, PlanReader } from '@holdfast/conformance'

const step = /^(SEARCH|SCAN) (\w+)(?: EXISTS)?(?: USING(?: COVERING)?(?: INDEX (\w+))?.*?\(([^)]*)\))?/
const ours = /"(holdfast_\w+)"(?: as)? (\w+)/g

/** The conditions on the columns of the index stand in parentheses behind its name. */
export const plan: PlanReader = async (connection, statement) => {
  const tables = new Map([...statement.text.matchAll(ours)].map(([, table, alias]) => [alias, table]))
  const explain = { ...statement, text: `explain query plan ${statement.text}`, cache: false }
  const { columns, rows } = await connection.execute(explain)
  const details = rows.map((row) => String(row[columns.indexOf('detail')]))
  return details.flatMap((detail): readonly Access[] => {
    const [, kind, alias, index, conditions = ''] = step.exec(detail) ?? []
    const table = tables.get(alias)
    // A part of the statement that is made first and then read has the alias of the table. Our tables are never read without any condition.
    const isMade = detail === `SCAN ${alias}` && details.some((one) => /^(CO-ROUTINE|MATERIALIZE) /.test(one))
    if (kind === undefined || table === undefined || isMade) return []
    return [
      {
        table,
        ...(index === undefined ? {} : { index }),
        by: [...conditions.matchAll(/(\w+)([<=>])/g)].map(([, column = '', is = '']) => ({ column, is })),
      },
    ]
  })
}
