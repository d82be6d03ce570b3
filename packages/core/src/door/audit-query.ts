import type { AuditFilter, AuditPageQuery } from '../contracts/audit.ts'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { checkAuditText } from './audit-event.ts'
import type { ColumnValue } from './column-value.ts'
import { checkInstant } from './instant.ts'
import { checkOptions } from './options.ts'
import { decodePageCursor, type PageSelection } from './page-cursor.ts'
import type { PageDirection } from './page-calls.ts'
import { allOf, type Predicate, type Test } from './predicate.ts'
import { checkRowLimit } from './read-calls.ts'

const column = (property: string, kind: 'text' | 'timestamp'): ColumnSchema => ({
  property,
  name: property,
  kind,
  isNullable: false,
})

const columns = {
  trail: column('trail', 'text'),
  position: column('position', 'text'),
  at: column('at', 'timestamp'),
  entityType: column('entityType', 'text'),
  entityId: column('entityId', 'text'),
  actor: column('actor', 'text'),
  action: column('action', 'text'),
  requestId: column('requestId', 'text'),
}

/** As far as a cursor of a page must know it. */
const schema: TableSchema = {
  name: 'audit',
  columns: Object.values(columns),
  primaryKey: ['position'],
  uniques: [],
  indexes: [],
  references: [],
  checks: [],
}

const order = [columns.at, columns.position].map((one) => ({
  column: one,
  direction: 'desc' as const,
  nulls: 'last' as const,
}))

/** A column that an entry must equal. */
export type AuditField = 'entityType' | 'entityId' | 'actor' | 'action' | 'requestId'

/** A call of `find` that has been checked. */
export interface AuditQuery extends PageDirection {
  readonly equals: readonly (readonly [AuditField, string])[]
  /** Milliseconds, the first included and the second not. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly limit: number
}

/** Where a trail belongs, and what its cursors are signed with. */
export interface TrailUse {
  readonly ns: string
  readonly name: string
  readonly secret: string | undefined
}

/** Throws `TypeError`, `too-large`, `invalid-value`. */
export function checkAuditQuery(
  { ns, name, secret }: TrailUse,
  filter: AuditFilter | undefined,
  page: AuditPageQuery | undefined,
  action: string,
): AuditQuery {
  checkOptions(page, ['limit', 'after', 'before', 'signal'], action)
  const { limit, after, before } = page ?? {}
  if (after !== undefined && before !== undefined)
    throw new TypeError(`Cannot ${action}: after and before exclude each other`)
  const { equals, from, to } = checkFilter(filter ?? {}, action)
  const where = [
    test(columns.trail, 'eq', name),
    ...equals.map(([field, value]) => test(columns[field], 'eq', value)),
    ...(from === undefined ? [] : [test(columns.at, 'gte', new Date(from))]),
    ...(to === undefined ? [] : [test(columns.at, 'lt', new Date(to))]),
  ]
  const selection: PageSelection = {
    schema,
    tenant: ns,
    where: allOf(where),
    order,
    visibility: 'all',
    secret,
  }
  const cursor = after ?? before
  return {
    equals,
    from,
    to,
    limit: checkRowLimit(limit, action),
    selection,
    direction: before === undefined ? 'forward' : 'backward',
    position: cursor === undefined ? undefined : decodePageCursor(cursor, selection, action),
  }
}

const test = (one: ColumnSchema, sign: Test, value: Exclude<ColumnValue, null>): Predicate => ({
  op: 'compare',
  column: one,
  test: sign,
  value,
})

const checkFilter = (filter: AuditFilter, action: string): Pick<AuditQuery, 'equals' | 'from' | 'to'> => {
  checkOptions(filter, ['entity', 'actor', 'action', 'requestId', 'from', 'to'], action)
  const given = { ...filter }
  for (const [key, value] of Object.entries(given))
    if (value === undefined)
      throw new TypeError(
        `Cannot ${action}: "${key}" is undefined, which would match every entry; leave it out`,
      )
  const equals: [AuditField, string][] = []
  if (given.entity !== undefined) equals.push(...checkEntity(given.entity, action))
  for (const field of ['actor', 'action', 'requestId'] as const)
    if (given[field] !== undefined) equals.push([field, checkAuditText(given[field], field, action)])
  const { from, to } = given
  return {
    equals,
    from: from === undefined ? undefined : checkInstant(from, 'from', action),
    to: to === undefined ? undefined : checkInstant(to, 'to', action),
  }
}

const checkEntity = (entity: readonly unknown[], action: string): readonly [AuditField, string][] => {
  if (!Array.isArray(entity) || entity.length < 1 || entity.length > 2)
    throw new TypeError(`Cannot ${action}: entity must be [type, id] or [type]`)
  const [type, id]: readonly unknown[] = entity
  const ofType: [AuditField, string] = ['entityType', checkAuditText(type, 'type of the entity', action)]
  return entity.length === 1
    ? [ofType]
    : [ofType, ['entityId', checkAuditText(id, 'id of the entity', action)]]
}
