import { createHash } from 'node:crypto'
import type { AuditEntry } from '@holdfast/core'

/** The hash of an entry of a chain, written from the documentation alone. */
export const documentedHash = (
  tenant: string,
  trail: string,
  previous: string,
  { id, at, action, severity, entity, details, actor, reason, requestId, ip }: AuditEntry,
): string => {
  const form = [
    'holdfast.audit.1',
    previous,
    tenant,
    trail,
    id,
    at.getTime(),
    action,
    severity ?? null,
    entity?.[0] ?? null,
    entity?.[1] ?? null,
    details === undefined ? null : JSON.stringify(details),
    actor ?? null,
    reason ?? null,
    requestId ?? null,
    ip ?? null,
  ]
  return createHash('sha256').update(JSON.stringify(form), 'utf8').digest('hex')
}
