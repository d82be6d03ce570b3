/** A tool that brings a database up to date when an application starts. */
export interface MigrationContender {
  readonly name: string
  /** Opens the database at a place (a file or a URL), applies what is pending, and closes it. */
  start(place: string): Promise<void>
}

/** One change of a table of many rows. */
export interface ChangeContender {
  readonly name: string
  readonly open: (place: string) => Promise<OpenedTable>
}

interface OpenedTable {
  changeType(): Promise<void>
  backfill(): Promise<void>
  close(): Promise<void>
}
