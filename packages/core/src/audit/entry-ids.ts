import { uuidV7 } from '../door/uuid.ts'

interface Last {
  time: number
  id: Buffer
}

const lasts = new WeakMap<object, Last>()

/**
 * A UUID of version 7 that is greater than every one before it of the same database handle, also within a millisecond and when the clock goes back: entries of one
 * transaction have the order of their calls.
 */
export const nextEntryId = (
  database: object,
  time: number,
  random: (bytes: number) => Uint8Array,
): string => {
  const last = lasts.get(database)
  if (last === undefined || time > last.time) {
    const text = uuidV7(time, random(10))
    lasts.set(database, { time, id: Buffer.from(text.replaceAll('-', ''), 'hex') })
    return text
  }
  advance(last)
  const hex = last.id.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const random62 = (1n << 62n) - 1n

/** One more in the random bits behind the variant; they are begun anew in the next millisecond when they are used up. */
const advance = (last: Last): void => {
  const next = (last.id.readBigUInt64BE(8) & random62) + 1n
  if (next > random62) last.id.writeUIntBE(++last.time, 0, 6)
  last.id.writeBigUInt64BE((next & random62) | (1n << 63n), 8)
}
