export const ttl = 1_000
