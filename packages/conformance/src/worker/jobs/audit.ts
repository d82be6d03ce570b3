import type { StoreWork } from '../store-jobs.ts'

/** A hundred and fifty entries of a chain and of a trail without one: alone, by many callers, and on transactions. */
export const logAudit: StoreWork = async (db, run, say) => {
  const open = { chain: true } as const
  for (let round = 0; round < 5; round += 1) {
    const details = (index: number): string => `${run} ${round} ${index}`
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const event = { action: 'worked', details: details(index) }
        if (index % 10 > 0) {
          await Promise.all([db.audit('chain', open).log(event), db.audit('trail').log(event)])
          return
        }
        await db.transaction(
          async (tx) => {
            await tx.audit('trail').log(event)
            await tx.audit('chain', open).log(event)
          },
          { isolation: 'read-committed' },
        )
      }),
    )
  }
  say('logged')
}
