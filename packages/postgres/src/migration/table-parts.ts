import type {
  CheckModel,
  ColumnModel,
  DriverCell,
  ForeignKeyModel,
  IndexKey,
  IndexModel,
  OtherConstraint,
  ReferenceAction,
  TableModel,
  UniqueModel,
} from '@holdfast/core'

type Row = readonly DriverCell[]

const actions: Readonly<Record<string, ReferenceAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

const deferrable = (isDeferrable: DriverCell, isDeferred: DriverCell): Pick<ForeignKeyModel, 'deferrable'> =>
  isDeferrable === true
    ? { deferrable: isDeferred === true ? 'initially deferred' : 'initially immediate' }
    : {}

export const columnOf = (row: Row): ColumnModel => {
  const [, name, type, nullable, expression, generated, identity, collation] = row
  return {
    name: String(name),
    type: String(type),
    nullable: nullable === true,
    ...(expression !== null && generated === '' && { default: String(expression) }),
    ...(generated !== '' && {
      generated: { expression: String(expression), stored: generated === 's' },
    }),
    ...(identity !== '' && { identity: identity === 'a' ? ('always' as const) : ('by-default' as const) }),
    ...(collation !== null && { collation: String(collation) }),
  }
}

type Constraints = Pick<
  TableModel,
  'primaryKey' | 'primaryKeyName' | 'uniques' | 'foreignKeys' | 'checks' | 'others'
>

export const constraintsOf = (rows: readonly Row[]): Constraints => {
  let key: Pick<TableModel, 'primaryKey' | 'primaryKeyName'> = { primaryKey: [] }
  const uniques: UniqueModel[] = []
  const foreignKeys: ForeignKeyModel[] = []
  const checks: CheckModel[] = []
  const others: OtherConstraint[] = []
  for (const row of rows) {
    const [, name, kind, own, table, theirs, onDelete, onUpdate, canWait, waits, isValid] = row
    const [expression, definition, nullsNotDistinct, isSpecial] = row.slice(11)
    const columns = own as readonly string[]
    const named = { name: String(name) }
    if (kind === 'x' || isSpecial === true) others.push({ ...named, definition: String(definition) })
    else if (kind === 'p') key = { primaryKey: columns, primaryKeyName: named.name }
    else if (kind === 'u') {
      uniques.push({
        ...named,
        columns,
        ...(nullsNotDistinct === true && { nullsNotDistinct: true as const }),
        ...deferrable(canWait!, waits!),
      })
    } else if (kind === 'c')
      checks.push({ ...named, expression: withoutParentheses(String(expression)), isValid: isValid === true })
    else {
      foreignKeys.push({
        ...named,
        columns,
        table: String(table),
        referencedColumns: theirs as readonly string[],
        onDelete: actions[String(onDelete)] ?? 'no action',
        onUpdate: actions[String(onUpdate)] ?? 'no action',
        ...deferrable(canWait!, waits!),
        isValid: isValid === true,
      })
    }
  }
  return { ...key, uniques, foreignKeys, checks, others }
}

/** The engine writes an expression of several words in parentheses of its own. */
export const withoutParentheses = (expression: string): string => {
  if (!expression.startsWith('(') || !expression.endsWith(')')) return expression
  let depth = 0
  for (const { 0: token, index } of expression.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/g)) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    if (depth === 0 && index < expression.length - 1) return expression
  }
  return expression.slice(1, -1)
}

/** From the rows of one index, a row for each of its columns. */
export const indexOf = (rows: readonly Row[]): IndexModel => {
  const [, name, unique, isValid, method, where, sql] = rows[0]!
  const keys = rows.filter((row) => row[7] === true)
  const include = rows.filter((row) => row[7] !== true).map((row) => String(row[8]))
  return {
    name: String(name),
    unique: unique === true,
    keys: keys.map((row) => keyOf(row.slice(8))),
    ...(include.length > 0 && { include }),
    ...(where !== null && { where: withoutParentheses(String(where)) }),
    ...(method !== 'btree' && { method: String(method) }),
    isValid: isValid === true,
    sql: String(sql),
  }
}

const keyOf = ([column, expression, option, operatorClass, collation]: Row): IndexKey => {
  const descending = (Number(option) & 1) === 1
  const nullsFirst = (Number(option) & 2) === 2
  return {
    ...(column === null ? { expression: String(expression) } : { column: String(column) }),
    ...(descending && { descending: true as const }),
    ...(nullsFirst !== descending && { nulls: nullsFirst ? ('first' as const) : ('last' as const) }),
    ...(operatorClass !== null && { operatorClass: String(operatorClass) }),
    ...(collation !== null && { collation: String(collation) }),
  }
}

const commands: Readonly<Record<string, string>> = {
  '*': 'all',
  r: 'select',
  a: 'insert',
  w: 'update',
  d: 'delete',
}

/** A rule of row-level security, as it stands behind `create policy … on …`. */
export const policyOf = (row: Row): OtherConstraint => {
  const [, name, command, isPermissive, using, check, roles] = row
  return {
    name: String(name),
    definition:
      `policy as ${isPermissive === true ? 'permissive' : 'restrictive'} for ${commands[String(command)]} to ${(roles as readonly string[]).join(', ')}` +
      `${using === null ? '' : ` using (${String(using)})`}${check === null ? '' : ` with check (${String(check)})`}`,
  }
}

export const optionsOf = (row: Row): TableModel['options'] => {
  const [, persistence, partitionBy, bound, parents, storage, rowSecurity, isForced] = row
  const inherits = (parents as readonly string[]).join(', ')
  return {
    ...(persistence === 'u' && { unlogged: true as const }),
    ...(partitionBy !== null && { partitionBy: String(partitionBy) }),
    ...(bound !== null && { partitionOf: `${inherits} ${String(bound)}` }),
    ...(bound === null && inherits !== '' && { inherits }),
    ...(storage !== null && { storage: String(storage) }),
    ...(rowSecurity === true && { rowSecurity: isForced === true ? 'forced' : 'enabled' }),
  }
}
