/**
 * What a backend may lack. A backend declares every entry as a literal; nothing is probed.
 *
 * The conformance suite is two-sided: where a capability is present its behaviour is tested, where it is absent the
 * stated consequence is tested. Neither a false claim nor a forgotten one passes.
 */
export interface Capabilities {
  /** Speaks SQL. Absent: `all`, `first`, `run`, `stream` and `bulkInsert` throw `unsupported`. */
  readonly sql: boolean
  /** A nested `transaction()` can fail alone. Absent: it joins, and its failure marks the outer one rollback-only. */
  readonly savepoints: boolean
  /** Offers `isolation: 'serializable'`. Absent: asking for it throws `unsupported` before anything is sent. */
  readonly serializable: boolean
  /** Stops a running statement. Absent: `signal` and `timeout` act while a call waits and between streamed rows only. */
  readonly cancel: boolean
  /** Several transactions can write at the same time. Absent: writers queue, so conflicts and deadlocks cannot occur. */
  readonly concurrentWriters: boolean
  /** Several processes can use one database. Absent: a second process gets `in-use`. */
  readonly multiProcess: boolean
  /**
   * The engine checks references between tables. Absent: the library does, for everything that is done through `records`, which is exact because one
   * transaction writes at a time; plain SQL is not checked.
   */
  readonly foreignKeys: boolean
  /** Has indexes over some of the rows. Absent: such an index is made over all rows, which answers the same. */
  readonly partialIndexes: boolean
  /**
   * The changes of a tracked table are recorded whoever makes them. Absent: only those made through `records` and what follows from them, in references
   * for instance; plain SQL and `bulkInsert` leave no trace.
   */
  readonly tracksSql: boolean
  /** Data outlives `close()`. Absent: a reopened database is empty. */
  readonly persistent: boolean
  /**
   * The table of audit trails refuses what changes or removes an entry, whoever sends it. Absent: the library has no such call, plain SQL can do it, and
   * the `verify` of a chain finds it.
   */
  readonly appendOnly: boolean
}

export type Capability = keyof Capabilities

/** The largest things a backend takes. One more gets `too-large` before anything is sent. */
export interface Limits {
  /** UTF-8 bytes of an encoded key. */
  readonly keyBytes: number
  /** UTF-8 bytes of a stored JSON value. */
  readonly valueBytes: number
  /** UTF-8 bytes of the name of a store, a tenant or an SQL identifier. */
  readonly nameBytes: number
  /** Parameters of one SQL statement. */
  readonly parameters: number
  /** Digits of a decimal column. A table with a wider one is refused with `unsupported`. */
  readonly decimalDigits: number
}
