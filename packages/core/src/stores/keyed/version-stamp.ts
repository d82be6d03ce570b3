import type { Executor } from '../../database/executor.ts'

/**
 * A version that is never used again: 64 random bits, made by the client because an engine on several shards may not call a
 * volatile function in an update. Two of them meet with a chance of 2^-64.
 */
export const versionStamp = (executor: Pick<Executor, 'random'>): string => base64url(executor.random(8))

const base64url = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64url')
