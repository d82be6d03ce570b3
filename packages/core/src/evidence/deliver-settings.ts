import type { DeliverOptions } from '../contracts/evidence.ts'
import type { StoreCall } from '../door/store-call.ts'

export const deliverOptions: readonly string[] = ['online', 'concurrency', 'lease']

export interface DeliverSettings {
  readonly online: () => boolean | Promise<boolean>
  readonly concurrency: number
  readonly prefetch: 0
  readonly lease: number
}

/** The queue checks the numbers. Throws `TypeError`. */
export const workSettings = (
  upload: unknown,
  options: DeliverOptions | undefined,
  { action }: StoreCall,
): DeliverSettings => {
  const { online = always, concurrency = 4, lease = 60_000 } = options ?? {}
  if (typeof upload !== 'function')
    throw new TypeError(`Cannot ${action}: give a function that uploads an item`)
  if (typeof online !== 'function') throw new TypeError(`Cannot ${action}: online must be a function`)
  return { online, concurrency, prefetch: 0, lease }
}

const always = (): boolean => true
