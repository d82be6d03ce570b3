import type { Hazard, HazardRule, LintContext } from '@holdfast/core'

function* casts({ statements, existed }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    const writes = (facts.kind === 'insert' && facts.query) || facts.kind === 'update'
    if (!writes || !facts.calls.includes('cast')) continue
    const isNewAlone = facts.kind === 'insert' && facts.from.every((table) => !existed(table, at))
    if (!isNewAlone || facts.from.length === 0)
      yield { at, message: `casts values on their way to ${facts.table.written}` }
  }
}

/** Types that promise more than text and bytes. */
const affine = /^(?:int|integer|bigint|smallint|tinyint|boolean|bool|real|double|float|numeric|decimal|date)/

function* looseTables({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-table' || facts.module !== undefined || /\bstrict\b/.test(facts.options))
      continue
    const typed = facts.columns.find(
      ({ type, primaryKey }) => affine.test(type) && !(primaryKey && type === 'integer'),
    )
    if (typed !== undefined)
      yield {
        at,
        message: `${facts.table.written}.${typed.column.written} is ${typed.type}, and takes any text all the same`,
      }
  }
}

function* quotedDefaults({ statements, actions }: LintContext): Iterable<Hazard> {
  const columns = [
    ...statements.flatMap((facts, at) =>
      facts.kind === 'create-table' ? facts.columns.map((column) => ({ at, column })) : [],
    ),
    ...actions.flatMap(({ at, action }) =>
      action.kind === 'add-column' ? [{ at, column: action.column }] : [],
    ),
  ]
  for (const { at, column } of columns)
    if (column.default?.startsWith('"') === true)
      yield { at, message: `the default of ${column.column.written} is in double quotes, as names are` }
}

export const values: readonly HazardRule[] = [
  {
    id: 'SL08',
    title: 'casts values, and CAST never fails: what does not fit becomes 0 or is cut',
    level: 'refuse',
    remedy: 'Use changeColumnType(), which looks at every value, or accept it with a reason.',
    check: casts,
  },
  {
    id: 'SL09',
    title: 'makes a table that keeps text in columns of numbers',
    level: 'warn',
    remedy: 'Write STRICT behind the closing parenthesis.',
    check: looseTables,
  },
  {
    id: 'SL14',
    title: 'writes a default in double quotes, which is a name elsewhere',
    level: 'warn',
    remedy: 'Take single quotes.',
    check: quotedDefaults,
  },
]
