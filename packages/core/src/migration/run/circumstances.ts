import type { ErrorCode } from '../../errors.ts'

/** What others did, or what there was no room for: it says nothing of the migration, and another time it may work. */
export const ofCircumstances: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'busy',
  'conflict',
  'connection-lost',
  'deadlock',
  'disk-full',
  'lock-timeout',
  'serialization',
])
