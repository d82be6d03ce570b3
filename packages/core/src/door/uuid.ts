/** Where each is put together, so that none costs an allocation. */
const bytes = Buffer.alloc(16)

/** A UUID of version 7 (RFC 9562): 48 bits of time in milliseconds, then random bits; texts sort by time. `random` gives 10 bytes. */
export function uuidV7(time: number, random: Uint8Array): string {
  bytes.writeUIntBE(Math.max(0, Math.min(time, 2 ** 48 - 1)), 0, 6)
  for (let index = 0; index < 10; index += 1) bytes[6 + index] = random[index]!
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
