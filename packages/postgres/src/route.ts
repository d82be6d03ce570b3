import type { Route } from '@holdfast/core'

/**
 * Every connection can do everything, and a `select` may call a function that writes: only the server knows. So each
 * statement is treated as one that may write, which decides what a lost connection means.
 */
export const route = (): Route => 'write'
