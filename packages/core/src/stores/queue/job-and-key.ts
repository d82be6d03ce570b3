/** A job and its unique key. Both are encoded. */
export interface JobAndKey {
  readonly key: string
  readonly unique: string | null
}
