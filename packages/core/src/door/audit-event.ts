import type { Attribution } from '../contracts/attribution.ts'
import type { AuditEvent, Severity } from '../contracts/audit.ts'
import { HoldfastError } from '../errors.ts'
import { attributionFields, checkAttribution } from './attribution.ts'
import { encodeJson } from './json.ts'
import { checkOptions } from './options.ts'
import { checkText, isLongerThan } from './text.ts'

/** An event that has been checked. */
export interface CheckedEvent {
  readonly action: string
  readonly entity: readonly [type: string, id: string] | undefined
  /** JSON text. */
  readonly details: string | undefined
  readonly severity: Severity | undefined
  /** What the event says itself. */
  readonly attribution: Attribution
}

const severities: readonly Severity[] = ['info', 'notice', 'warning', 'critical']
const fields = ['action', 'entity', 'details', 'severity', ...attributionFields]
const nameBytes = 255

/** Each property is read once. Throws `TypeError`, `too-large`, `invalid-value`. */
export function checkEvent(given: AuditEvent, valueBytes: number, action: string): CheckedEvent {
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`Cannot ${action}: the event must be an object, as { action: 'ticket.close' }`)
  checkOptions(given, fields, action)
  const { action: what, entity, details, severity } = given
  return {
    action: checkAuditText(what, 'action', action),
    entity: entity === undefined ? undefined : checkEntity(entity, action),
    details:
      details === undefined ? undefined : encodeJson(details, valueBytes, `${action} with these details`),
    severity: severity === undefined ? undefined : checkSeverity(severity, action),
    attribution: checkAttribution(given, action),
  }
}

/** A text of 1 to 255 bytes; `what` names it. */
export function checkAuditText(value: unknown, what: string, action: string): string {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`Cannot ${action}: the ${what} must be a text that is not empty`)
  if (isLongerThan(value, nameBytes))
    throw new HoldfastError('too-large', `Cannot ${action}: the ${what} is longer than ${nameBytes} bytes`)
  checkText(value, action)
  return value
}

const checkEntity = (entity: readonly unknown[], action: string): readonly [string, string] => {
  if (!Array.isArray(entity) || entity.length !== 2)
    throw new TypeError(`Cannot ${action}: entity must be [type, id]`)
  const [type, id]: readonly unknown[] = entity
  return [checkAuditText(type, 'type of the entity', action), checkAuditText(id, 'id of the entity', action)]
}

const checkSeverity = (severity: unknown, action: string): Severity => {
  if (!severities.includes(severity as Severity))
    throw new TypeError(`Cannot ${action}: severity must be one of ${severities.join(', ')}`)
  return severity as Severity
}
