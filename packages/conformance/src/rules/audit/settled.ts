import type { Audit } from '@holdfast/core'

/**
 * Waits until nothing that began earlier can still come before the newest entry: until then `prune` leaves it. What else is written on the same server, by other
 * tests too, holds it up.
 */
export const settled = async (trail: Audit): Promise<void> => {
  const { items } = await trail.find({}, { limit: 1 })
  const newest = items[0]?.position
  if (newest === undefined) return
  for await (const { position } of trail.tail({ interval: 10 })) if (position >= newest) return
}
