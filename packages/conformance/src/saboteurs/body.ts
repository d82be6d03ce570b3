import type { Transaction } from '@holdfast/core'

export type Body = (tx: Transaction) => Promise<unknown>
