import type { Evidence, EvidenceOptions, Session } from '@holdfast/core'

/** An outbox wherever the database keeps its word only as long as the process lives too. */
export const outbox = <P = unknown, T = unknown>(
  session: Session,
  name = 'agent',
  options: EvidenceOptions<P> = {},
): Evidence<P, T> => session.evidence<P, T>(name, { durability: 'any', ...options })

/** An upload without a network. */
export const offline = async (): Promise<never> => {
  throw new Error('There is no network')
}
