import { randomFillSync } from 'node:crypto'

/** One call to the system's source costs as much as a thousand of these bytes. */
const pool: Buffer = Buffer.allocUnsafe(4096)
let next = pool.length

/** Random bytes from the platform's secure source, which nobody else is given. */
export const secureRandom = (bytes: number): Uint8Array => {
  if (bytes > pool.length) return randomFillSync(new Uint8Array(bytes))
  if (next + bytes > pool.length) {
    randomFillSync(pool)
    next = 0
  }
  next += bytes
  return Uint8Array.prototype.slice.call(pool, next - bytes, next)
}
