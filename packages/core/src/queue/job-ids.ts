import { uuidV7 } from '../door/uuid.ts'

/** Of one open database: its newest id, as a time and ten bytes behind it. */
interface Newest {
  time: number
  bytes: Buffer
}

const newest = new WeakMap<object, Newest>()

/**
 * An id that is greater than every one before it of this open database: a UUID of version 7 whose random bytes are counted up while the time stands still
 * or goes back (RFC 9562, 6.2, method 2).
 */
export const nextJobId = (database: object, time: number, random: (bytes: number) => Uint8Array): string => {
  const last = newest.get(database)
  if (last === undefined || time > last.time) {
    const bytes = Buffer.from(random(10))
    newest.set(database, { time, bytes })
    return uuidV7(time, bytes)
  }
  countUp(last, random(2))
  return uuidV7(last.time, last.bytes)
}

/** By a random step, so that an id does not tell the next one; over the bytes that a UUID shows whole. */
const countUp = (last: Newest, chance: Uint8Array): void => {
  let carry = 1 + chance[0]! * 256 + chance[1]!
  for (let index = 9; index >= 3; index -= 1) {
    carry += last.bytes[index]!
    last.bytes[index] = carry & 0xff
    carry >>= 8
    if (carry === 0) return
  }
  last.time += 1
}
