import type { AuditDraft, AuditRow } from '../../audit/audit-storage.ts'
import { idOf } from '../../audit/position.ts'
import type { AuditField } from '../../door/audit-query.ts'
import type { SourceColumn } from '../../database/dialect.ts'
import type { Bound, DriverCell } from '../../database/statement.ts'

/** What an entry brings, and its column. */
const given = {
  action: 'action',
  severity: 'severity',
  entityType: 'entity_type',
  entityId: 'entity_id',
  details: 'details',
  actor: 'actor',
  reason: 'reason',
  requestId: 'request_id',
  ip: 'ip',
} as const satisfies Partial<Record<keyof AuditDraft, string>>

const properties = Object.keys(given) as (keyof typeof given)[]

export const draftColumns: readonly string[] = Object.values(given)

export const fieldColumns: Readonly<Record<AuditField, string>> = given

/** As they are spelt where a statement speaks of what is given: names that are no columns. */
export const givenDraft: readonly SourceColumn[] = draftColumns.map((name) => ({
  name: `new_${name}`,
  type: 'text',
}))

/** The values of `givenDraft`. */
export const draftValues = (draft: AuditDraft): readonly Bound[] => properties.map((name) => draft[name])

/** What is read of an entry, behind its key. */
export const rowColumns: readonly string[] = [...draftColumns, 'logged_at', 'previous', 'hash']

/** An entry from its position and the cells of `rowColumns`. */
export const rowOf = (position: string, cells: readonly DriverCell[]): AuditRow => {
  const draft = Object.fromEntries(properties.map((name, index) => [name, cells[index]]))
  const [at, previous, hash] = cells.slice(properties.length)
  return {
    ...(draft as unknown as Omit<AuditDraft, 'id'>),
    id: idOf(position),
    position,
    at: Number(at),
    previous: previous as string | null,
    hash: hash as string | null,
  }
}
