import type { Socket } from 'node:net'
import { Query, type Client } from 'pg'

/**
 * The part of pg's connection that its own companions (pg-cursor, pg-copy-streams) drive too. The published types are
 * those of an older calling convention.
 */
export interface PgConnection {
  readonly stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
  on(event: 'readyForQuery', listener: (message: { readonly status: TransactionStatus }) => void): unknown
}

/** As the server reports it: idle, in a transaction, in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E'

export interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/**
 * What pg calls on whatever sits in its queue. In pipeline mode it lets only descendants of `Query` in, because a query
 * that keeps a portal open without a Sync cannot share a connection; ours end every round trip with one.
 */
export interface PgQuery {
  submit(connection: PgConnection): Error | null
  handleRowDescription(message: RowDescription): void
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void
  handleCommandComplete(message: { readonly text: string }): void
  handlePortalSuspended(): void
  handleEmptyQuery(): void
  handleCopyInResponse(connection: PgConnection): void
  handleCopyData(): void
  handleReadyForQuery(): void
  handleError(error: Error): void
}

/** Its constructor is left out: it makes an event emitter and a collector of rows that ours never use. */
export const QueryBase = function () {} as unknown as new () => object
QueryBase.prototype = Query.prototype

export const connectionOf = (client: Client): PgConnection => client.connection as unknown as PgConnection

/** The numbers of a backend, which a cancel request must name. */
export const backendKey = (client: Client): { readonly processID: number; readonly secretKey: number } =>
  client as unknown as { processID: number; secretKey: number }
