import type { AppliedProof, MigrationProof } from '../../contracts/migration-proof.ts'
import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { Session } from '../../contracts/session.ts'
import type { Ledger } from './ledger.ts'
import { readDetail } from './read-detail.ts'

interface Detail {
  readonly name: string
  readonly proof: Partial<MigrationProof>
}

/** What the events keep of the proofs of what is applied. Where a migration was not one transaction, each step has its own. */
export const keptProofs = async (
  session: Session,
  { line, tables, isOurs }: Ledger,
  applied: readonly AppliedMigration[],
): Promise<readonly AppliedProof[]> => {
  // A store's line may have no events, and what is done to its tables is not proved.
  if (isOurs) return []
  const names = new Map(applied.map(({ version, name }) => [version, name]))
  const proofs = new Map<string, AppliedProof>()
  const told = session.records(tables.events).walk({
    where: { line, event: { in: ['step', 'applied', 'repeated', 'rolled-back'] } },
    // An older release's table lacks some of the others.
    select: ['version', 'event', 'detail'],
  })
  for await (const { version, event, detail } of told) {
    const { proof, name = names.get(version) } = readDetail<Detail>(detail)
    const key = `${version} ${version === 0 ? name : ''}`
    if (event === 'rolled-back' || event === 'repeated') proofs.delete(key)
    if (proof === undefined || name === undefined) continue
    const { conserved = [], converted = [] } = proofs.get(key) ?? {}
    proofs.set(key, {
      version,
      name,
      conserved: [...conserved, ...(proof.conserved ?? [])],
      converted: [...converted, ...(proof.converted ?? [])],
    })
  }
  return [...proofs.values()].toSorted((one, other) => one.version - other.version)
}
