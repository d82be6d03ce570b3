import type { AuditEntry, Logged } from '../contracts/audit.ts'
import type { Json } from '../contracts/json.ts'
import { decodeJson } from '../door/json.ts'
import type { AuditPlace, AuditRow } from './audit-storage.ts'
import { numberOf } from './position.ts'

/** What `log` tells of an entry. */
export const loggedOf = ({ id, position, hash }: AuditPlace): Logged => ({
  id,
  position,
  ...(hash === null ? {} : { link: { number: numberOf(position), hash } }),
})

/** An entry as it is read. Throws `corrupt` for details that are no JSON. */
export const entryOf = (row: AuditRow): AuditEntry => ({
  ...loggedOf(row),
  at: new Date(row.at),
  action: row.action,
  ...(row.entityType === null ? {} : { entity: [row.entityType, row.entityId ?? ''] as const }),
  ...(row.details === null ? {} : { details: decodeJson(row.details) as Json }),
  ...(row.severity === null ? {} : { severity: row.severity }),
  ...(row.actor === null ? {} : { actor: row.actor }),
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.requestId === null ? {} : { requestId: row.requestId }),
  ...(row.ip === null ? {} : { ip: row.ip }),
})
