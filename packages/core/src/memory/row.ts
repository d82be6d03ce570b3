import type { Version } from '../contracts/key-value.ts'
import type { EpochMilliseconds } from '../contracts/environment.ts'

interface Fields {
  /** JSON text: what the caller does to the value after the call changes nothing here. */
  readonly value: string
  readonly version: Version
  readonly createdAt: EpochMilliseconds
  readonly updatedAt: EpochMilliseconds
  readonly expiresAt: EpochMilliseconds | null
}

/** A stored entry. It is replaced and never changed, so transactions and snapshots share it. */
export class Row implements Fields {
  readonly value: string
  readonly version: Version
  readonly createdAt: EpochMilliseconds
  readonly updatedAt: EpochMilliseconds
  readonly expiresAt: EpochMilliseconds | null
  #hasExpired = false

  constructor(fields: Fields) {
    this.value = fields.value
    this.version = fields.version
    this.createdAt = fields.createdAt
    this.updatedAt = fields.updatedAt
    this.expiresAt = fields.expiresAt
  }

  /** The same entry with another expiry. */
  expiringAt(expiresAt: EpochMilliseconds | null): Row {
    const { value, version, createdAt, updatedAt } = this
    return new Row({ value, version, createdAt, updatedAt, expiresAt })
  }

  /** Whether it exists at this instant. Once seen expired it stays so: a clock set back does not revive it. */
  isLive(now: EpochMilliseconds): boolean {
    if (this.expiresAt !== null && now >= this.expiresAt) this.#hasExpired = true
    return !this.#hasExpired
  }
}
