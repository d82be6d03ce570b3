/** The bytes of one record as they are in the file, not looked at yet. */
export interface Piece {
  /** Without the blanks around it. Only the beginning where `isTooLarge`. */
  readonly bytes: Buffer
  /** Of all of it, in bytes. */
  readonly size: number
  /** In the file, in bytes. */
  readonly offset: number
  /** From 1. */
  readonly line: number
  readonly isTooLarge: boolean
  /** What is wrong with the file around it; then nothing after it can be trusted. */
  readonly fault?: string
}

/** Cuts a file into pieces as its bytes come. */
export interface Cutter {
  push(chunk: Buffer): readonly Piece[]
  end(): readonly Piece[]
}

/** Of a record that is too large to be read, so much is kept to show. */
export const keptOfLarge: number = 64 * 1024
