/** A migration that a squashed one stands for. */
export interface Squashed {
  /** With this and all below it down to `from`, where it was one that stood for others itself. */
  readonly version: number
  readonly from?: number
  /** With which it was applied. */
  readonly checksum: string
}

export interface SquashOptions {
  /** The last migration that it stands for. Default: the newest. */
  readonly to?: number
  /** Of the new file. Default `squash`. */
  readonly name?: string
}

/** One text that a new database starts from in place of many, and the proof that it leads to the same. */
export interface SquashedMigration {
  /** That of the last one it stands for. */
  readonly version: number
  readonly name: string
  /** What to call the file: `.squash` is how it is known, and the backend's name stands in it, because the text is that engine's. */
  readonly file: string
  readonly text: string
  /** `schema`: what there is in the end, made at once. `texts`: the texts one behind the other, where something would be lost otherwise. */
  readonly form: 'schema' | 'texts'
  readonly squashes: readonly Squashed[]
  /** The same for both ways, each gone from an empty database. */
  readonly proof: {
    /** Of the schema. */
    readonly fingerprint: string
    readonly tables: number
    readonly rows: number
  }
}
