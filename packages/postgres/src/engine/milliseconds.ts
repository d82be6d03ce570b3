/** A length of time in milliseconds. */
export type Milliseconds = number
