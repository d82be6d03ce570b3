import { uuidV7 } from './uuid.ts'

/** Of one open database: its newest id, as a time and ten bytes behind it, and random bytes of which `used` are spent. */
interface Newest {
  time: number
  bytes: Buffer
  chance: Uint8Array
  used: number
}

const newest = new WeakMap<object, Newest>()

/** Asked for at once: to ask for two costs as much. */
const chanceBytes = 256

/**
 * An id that is greater than every one before it of this open database: a UUID of version 7 whose random bytes are counted up while the time stands still
 * or goes back (RFC 9562, 6.2, method 2).
 */
export const nextOrderedId = (
  database: object,
  time: number,
  random: (bytes: number) => Uint8Array,
): string => {
  let last = newest.get(database)
  if (last === undefined || time > last.time) {
    const bytes = Buffer.from(random(10))
    if (last === undefined) newest.set(database, (last = { time, bytes, chance: new Uint8Array(0), used: 0 }))
    last.time = time
    last.bytes = bytes
    return uuidV7(time, bytes)
  }
  if (last.used >= last.chance.length) {
    last.chance = random(chanceBytes)
    last.used = 0
  }
  countUp(last, last.chance[last.used]! * 256 + last.chance[last.used + 1]!)
  last.used += 2
  return uuidV7(last.time, last.bytes)
}

/** By a random step, so that an id does not tell the next one; over the bytes that a UUID shows whole. */
const countUp = (last: Newest, step: number): void => {
  let carry = 1 + step
  for (let index = 9; index >= 3; index -= 1) {
    carry += last.bytes[index]!
    last.bytes[index] = carry & 0xff
    carry >>= 8
    if (carry === 0) return
  }
  last.time += 1
}
