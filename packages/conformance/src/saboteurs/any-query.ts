/** What a reading method of records is given, of any table. */
export type AnyQuery = Readonly<Record<string, unknown>> & {
  readonly where?: object
  readonly orderBy?: readonly (string | readonly unknown[])[]
  readonly after?: string
  readonly before?: string
  readonly size?: number
}
