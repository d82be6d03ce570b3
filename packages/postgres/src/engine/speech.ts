import type { Statement } from '@holdfast/core'
import { wireValue, type WireValue } from './bound.ts'
import type { PgConnection } from './pg-internals.ts'
import type { Naming } from './statement-cache.ts'
import type { Speak } from './task.ts'

/** One message, which may hold several statements and no parameter. */
export const simple =
  (text: string): Speak =>
  (connection) =>
    connection.query(text)

const prepare = (connection: PgConnection, { name, parse, evicted }: Naming, text: string): void => {
  for (const old of evicted) connection.close({ type: 'S', name: old })
  if (parse) connection.parse({ name, text })
}

const bind = (statement: Statement): WireValue[] => {
  // The protocol ends a text at NUL: what follows would be read as the next field.
  if (statement.text.includes('\0')) throw new TypeError('A statement must not contain a NUL character')
  return statement.values.map(wireValue)
}

/** One statement, with parameters apart from the text. */
export const extended = (statement: Statement, naming: Naming): Speak => {
  const values = bind(statement)
  return (connection) => {
    prepare(connection, naming, statement.text)
    connection.bind({ portal: '', statement: naming.name, values })
    connection.describe({ type: 'P', name: '' })
    connection.execute({ portal: '', rows: 0 })
    connection.sync()
  }
}

/** The first rows of a statement, through a portal that stays open until it is closed or its transaction ends. */
export const openPortal = (statement: Statement, portal: string, rows: number): Speak => {
  const values = bind(statement)
  return (connection) => {
    connection.parse({ name: '', text: statement.text })
    connection.bind({ portal, statement: '', values })
    connection.describe({ type: 'P', name: portal })
    connection.execute({ portal, rows })
    connection.sync()
  }
}

export const fetchPortal =
  (portal: string, rows: number): Speak =>
  (connection) => {
    connection.execute({ portal, rows })
    connection.sync()
  }

export const closePortal =
  (portal: string): Speak =>
  (connection) => {
    connection.close({ type: 'P', name: portal })
    connection.sync()
  }
