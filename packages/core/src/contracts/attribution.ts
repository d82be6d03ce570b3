/** By whom and why something is done: what an audit entry and a recorded change are stamped with. */
export interface Attribution {
  /** Who does it: a user, a service, a job. At most 255 bytes. */
  readonly actor?: string
  /** Why. At most 4 096 bytes. */
  readonly reason?: string
  /** Of which request it is a part. At most 255 bytes. */
  readonly requestId?: string
  /** From which address the request came, as text. At most 255 bytes. */
  readonly ip?: string
}
