/** A call of a store: what it does, in words for an error message, and how it is given up. */
export interface StoreCall {
  readonly action: string
  readonly signal: AbortSignal | undefined
}
