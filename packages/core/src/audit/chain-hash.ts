import { createHash } from 'node:crypto'
import type { AuditDraft, AuditRow } from './audit-storage.ts'
import { positionOf } from './position.ts'

/** What the first entry of a chain follows. */
export const genesis: string = '0'.repeat(64)

/** Of which chain an entry is a part. */
export interface ChainName {
  readonly ns: string
  readonly name: string
}

type Hashed = Omit<AuditRow, 'position' | 'hash'>

/**
 * The text whose UTF-8 bytes are hashed: a JSON array without spaces, in which a text is escaped as ECMAScript's `JSON.stringify` does and what is not there is null.
 * It is a stored format: another one needs another first element.
 */
export const canonicalText = ({ ns, name }: ChainName, row: Hashed): string =>
  JSON.stringify([
    'holdfast.audit.1',
    row.previous,
    ns,
    name,
    row.id,
    row.at,
    row.action,
    row.severity,
    row.entityType,
    row.entityId,
    row.details,
    row.actor,
    row.reason,
    row.requestId,
    row.ip,
  ])

/** SHA-256 as 64 hexadecimal digits in lower case. */
export const hashOf = (chain: ChainName, row: Hashed): string =>
  createHash('sha256').update(canonicalText(chain, row)).digest('hex')

/** The entries behind a link of a chain, each with its own. */
export const linkRows = (
  chain: ChainName,
  drafts: readonly AuditDraft[],
  behind: { readonly number: number; readonly hash: string | null },
  at: number,
): readonly AuditRow[] => {
  let previous = behind.hash ?? genesis
  return drafts.map((draft, index) => {
    const row = { ...draft, position: positionOf(behind.number + index + 1, draft.id), at, previous }
    const hash = hashOf(chain, row)
    previous = hash
    return { ...row, hash }
  })
}
