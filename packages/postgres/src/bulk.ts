import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { Bound } from '@holdfast/core'
import { wireValue } from './engine/bound.ts'
import type { PgConnection } from './engine/pg-internals.ts'
import { quote, qualify } from './engine/quote.ts'
import { resultOf } from './engine/result.ts'
import { simple } from './engine/speech.ts'
import type { Task } from './engine/task.ts'
import type { Wire } from './engine/wire.ts'

export interface CopyTarget {
  readonly schema: string | undefined
  readonly table: string
  readonly columns: readonly string[]
}

/** How much text is gathered before it is sent. */
const chunkLength = 65_536

const special = /[\\\n\r\t]/
const specials = /[\\\n\r\t]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One field of COPY's text format. */
const field = (value: Bound): string => {
  const text = wireValue(value)
  if (text === null) return '\\N'
  if (typeof text !== 'string') return `\\\\x${text.toString('hex')}`
  return special.test(text) ? text.replace(specials, (character) => escapes[character] as string) : text
}

/**
 * Inserts all rows by COPY, in flat memory: a chunk is asked for only when the socket has taken the one before. Stops
 * asking as soon as the server has refused the rows or somebody interrupts.
 */
export const copyInto = (
  wire: Wire,
  { schema, table, columns }: CopyTarget,
  chunks: AsyncIterable<readonly (readonly Bound[])[]>,
): Promise<number> => {
  const text = `copy ${qualify(schema, table)} (${columns.map(quote).join(', ')}) from stdin`
  return new Promise((resolve, reject) => {
    let sourceError: { readonly reason: unknown } | undefined
    const answered = new Promise<Task>((answer) => {
      const task = wire.send(simple(text), answer)
      task.onCopyIn = (connection) => {
        const fail = (): void => connection.sendCopyFail('stopped by the client')
        task.onInterrupt = fail
        if (task.interrupted) return fail()
        pour(connection, task, answered, chunks).then(
          () => {
            if (!task.isOver) connection.endCopyFrom()
            return undefined
          },
          (reason: unknown) => {
            sourceError = { reason }
            if (!task.isOver) fail()
          },
        )
      }
    })
    void answered.then((task) => {
      const settled = resultOf(task, text)
      if (sourceError !== undefined) return reject(sourceError.reason)
      return settled.ok ? resolve(settled.value.affected) : reject(settled.error)
    })
  })
}

type OrAnswered = <T>(work: Promise<T>) => Promise<T | undefined>

/** Waits for something, or for the server's answer. One listener in all: a race would add one for each chunk. */
const waitBeside = (answered: Promise<Task>): OrAnswered => {
  let wake: (() => void) | undefined
  void answered.then(() => wake?.())
  return (work) =>
    new Promise((resolve, reject) => {
      wake = () => resolve(undefined)
      work.then(resolve, reject)
    })
}

const pour = async (
  connection: PgConnection,
  task: Task,
  answered: Promise<Task>,
  chunks: AsyncIterable<readonly (readonly Bound[])[]>,
): Promise<void> => {
  const iterator = chunks[Symbol.asyncIterator]()
  const orAnswered = waitBeside(answered)
  let text = ''
  for (;;) {
    const next = await orAnswered(iterator.next())
    if (next === undefined || task.isOver) {
      // What the source says now is of no interest; what happened to the rows is known.
      void iterator.return?.().catch(() => undefined)
      return
    }
    if (next.done === true) break
    for (const row of next.value) {
      text += line(row)
      if (text.length < chunkLength) continue
      await write(connection, task, orAnswered, text)
      text = ''
    }
  }
  if (text !== '') await write(connection, task, orAnswered, text)
}

const line = (row: readonly Bound[]): string => {
  let text = ''
  let separator = ''
  for (const value of row) {
    text += separator + field(value)
    separator = '\t'
  }
  return `${text}\n`
}

const write = async (
  connection: PgConnection,
  task: Task,
  orAnswered: OrAnswered,
  text: string,
): Promise<void> => {
  if (task.isOver) return
  connection.sendCopyFromChunk(Buffer.from(text))
  const { stream } = connection
  // When the connection breaks the answer says so.
  if (stream.writableNeedDrain) await orAnswered(once(stream, 'drain').catch(() => undefined))
  // A socket that takes everything at once drains without a turn of the loop: an answer would never be read.
  await turn()
}
