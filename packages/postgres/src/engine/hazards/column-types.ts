import type { ColumnFacts, Hazard, HazardRule, LintContext, ObjectName } from '@holdfast/core'

function* sameTransaction({ statements, transaction }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'alter' || facts.object !== 'type' || !facts.words.startsWith('add value')) continue
    const value = /\badd\s+value\s+(?:if\s+not\s+exists\s+)?('(?:[^']|'')*')/i.exec(facts.statement.text)?.[1]
    const used = statements.findIndex(
      ({ statement }, later) => later > at && value !== undefined && statement.text.includes(value),
    )
    if (used !== -1)
      yield { at: used, message: `uses a value of ${facts.name?.written} that the same transaction adds` }
  }
}

function* enums({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'create' && facts.object === 'type' && /\benum\b/i.test(facts.statement.text))
      yield { at, message: 'makes an enum, from which no value can ever be removed' }
    if (facts.kind === 'alter' && facts.object === 'type' && facts.words.startsWith('add value')) {
      if (!/\b(?:before|after)\b/.test(facts.words))
        yield { at, message: 'adds a value to an enum without saying where it sorts' }
    }
  }
}

const poor: readonly (readonly [RegExp, string])[] = [
  [/^json$/, 'json cannot be compared; take jsonb'],
  [/^(?:char|character|bpchar)(?:\(|$)/, 'char(n) is filled up with blanks; take text'],
  [/^(?:varchar|character varying)\(/, 'varchar(n) needs a change of type to grow; take text and a check'],
  [
    /^timestamp(?:\(\d\))?(?: without time zone)?$/,
    'timestamp does not say in which time zone; take timestamptz',
  ],
  [/^(?:small|big)?serial/, 'serial leaves the sequence to itself; take generated always as identity'],
]

function* style({ statements, actions }: LintContext): Iterable<Hazard> {
  const columns: { at: number; table: ObjectName; column: ColumnFacts; inKey: boolean }[] = []
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-table') continue
    const keys = facts.constraints.flatMap(({ kind, columns }) => (kind === 'primary-key' ? columns : []))
    for (const column of facts.columns)
      columns.push({
        at,
        table: facts.table,
        column,
        inKey: column.primaryKey || keys.some(({ key }) => key === column.column.key),
      })
  }
  for (const { at, table, action } of actions)
    if (action.kind === 'add-column') columns.push({ at, table, column: action.column, inKey: false })
  for (const { at, table, column, inKey } of columns) {
    const reason =
      poor.find(([form]) => form.test(column.type))?.[1] ??
      (inKey && /^(?:int|integer|int4|smallint|int2)$/.test(column.type)
        ? 'a key of 32 bits runs out; take bigint'
        : undefined)
    if (reason !== undefined) yield { at, message: `${table.written}.${column.column.written}: ${reason}` }
  }
}

function* usedByViews({ actions, statements }: LintContext): Iterable<Hazard> {
  const freed = statements.flatMap((facts, at) =>
    facts.kind === 'drop' && facts.object.endsWith('view')
      ? facts.names.map(({ name }) => ({ at, name }))
      : [],
  )
  for (const { at, table, action, existed } of actions) {
    if (!existed || (action.kind !== 'set-type' && action.kind !== 'drop-column')) continue
    const { column } = action
    yield {
      at,
      message: `changes or drops ${table.written}.${column.written}, which a view may show`,
      confirm: ({ schema }) => {
        const names = (word: string, text: string): boolean =>
          new RegExp(`(?<![\\w$])${word.replaceAll(/\W/g, '.')}(?![\\w$])`).test(text)
        const view = schema.views.find(
          ({ name, sql }) =>
            names(table.name, sql) &&
            names(column.name, sql) &&
            !freed.some((dropped) => dropped.at < at && dropped.name === name),
        )
        return (
          view && `changes or drops ${table.written}.${column.written}, which the view ${view.name} shows`
        )
      },
    }
  }
}

function* renamed({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'alter') continue
    if (facts.object === 'schema' && facts.words.startsWith('rename'))
      yield { at, message: `renames the schema ${facts.name?.written}` }
    if (facts.object === 'type' && facts.words.startsWith('rename value'))
      yield { at, message: `renames a value of ${facts.name?.written}` }
  }
}

export const columnTypes: readonly HazardRule[] = [
  {
    id: 'PG16',
    title: 'uses a value of an enum in the transaction that adds it',
    level: 'refuse',
    remedy: 'Use it in the next migration.',
    check: sameTransaction,
  },
  {
    id: 'PG17',
    title: 'makes an enum, or grows one without saying where',
    level: 'warn',
    remedy: 'Take text with a check; else write BEFORE or AFTER.',
    check: enums,
  },
  {
    id: 'PG18',
    title: 'takes a type that is regretted later',
    level: 'warn',
    remedy: 'Take the type that the finding names.',
    check: style,
  },
  {
    id: 'PG22',
    title: 'changes or drops a column that a view shows, which the server refuses',
    level: 'refuse',
    remedy: 'Drop the view before, and make it again behind; changeColumnType() does.',
    asks: 'schema',
    check: usedByViews,
  },
  {
    id: 'PG24',
    title: 'renames a schema or a value that the release before still writes',
    level: 'warn',
    remedy: 'Add the new one beside it, and drop the old one a release later.',
    check: renamed,
  },
]
