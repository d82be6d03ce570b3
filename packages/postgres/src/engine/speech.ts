import type { Statement } from '@holdfast/core'
import { wireValue, type WireValue } from './bound.ts'
import { Frames } from './frames.ts'
import type { PgConnection } from './pg-internals.ts'
import type { Naming } from './statement-cache.ts'
import type { Speak } from './task.ts'

/** The protocol counts them in 16 bits. */
const mostParameters = 65_535

/** Speaking is synchronous, so all connections share one. */
const frames = new Frames()

const say = ({ stream }: PgConnection, speak: () => void): void => {
  try {
    speak()
  } catch (error) {
    // Half a message must not be the beginning of what another connection says.
    frames.take()
    throw error
  }
  const message = frames.take()
  // A connection that is going down tells its tasks by itself.
  if (stream.writable) stream.write(message)
}

/** One message, which may hold several statements and no parameter. */
export const simple =
  (text: string): Speak =>
  (connection) =>
    connection.query(text)

/** Whether a text can go as one message, which spares the server and us half of the work of each: it has no parameter, and nothing in it could end it and begin a second one. */
export const isAlone = ({ text, values, cache }: Statement): boolean =>
  values.length === 0 && !cache && !/[;\0]/.test(text)

const bind = (statement: Statement): WireValue[] => {
  // The protocol ends a text at NUL: what follows would be read as the next field.
  if (statement.text.includes('\0')) throw new TypeError('A statement must not contain a NUL character')
  if (statement.values.length > mostParameters)
    throw new RangeError(`A statement takes at most ${mostParameters} parameters`)
  return statement.values.map(wireValue)
}

/** A statement as it is spoken: how it is named, and its parameters as the protocol carries them. */
export interface Spoken {
  readonly text: string
  readonly naming: Naming
  readonly values: readonly WireValue[]
}

export const spoken = (statement: Statement, naming: Naming): Spoken => ({
  text: statement.text,
  naming,
  values: bind(statement),
})

const run = ({ text, naming: { name, parse, evicted, shape }, values }: Spoken): void => {
  for (const old of evicted) frames.closeStatement(old)
  if (parse) frames.parse(name, text)
  frames.bind('', name, values)
  // The columns of a prepared statement never change: it fails instead.
  if (shape === undefined) frames.describe('')
  frames.execute('', 0)
}

/** One statement, with parameters apart from the text. */
export const extended =
  (statement: Spoken): Speak =>
  (connection) => {
    say(connection, () => {
      run(statement)
      frames.sync()
    })
  }

/**
 * Several statements as one transaction, which the Sync commits. With `early`, what they answered is asked for before, so
 * that it is known when the reply of the commit is lost.
 */
export const asOne =
  (statements: readonly Spoken[], early: boolean): Speak =>
  (connection) => {
    say(connection, () => {
      statements.forEach(run)
      if (early) frames.flush()
      frames.sync()
    })
  }

/** The first rows of a statement, through a portal that stays open until it is closed or its transaction ends. */
export const openPortal = (statement: Statement, portal: string, rows: number): Speak => {
  const values = bind(statement)
  return (connection) => {
    say(connection, () => {
      frames.parse('', statement.text).bind(portal, '', values).describe(portal).execute(portal, rows).sync()
    })
  }
}

export const fetchPortal =
  (portal: string, rows: number): Speak =>
  (connection) => {
    say(connection, () => frames.execute(portal, rows).sync())
  }

export const closePortal =
  (portal: string): Speak =>
  (connection) => {
    say(connection, () => frames.closePortal(portal).sync())
  }
