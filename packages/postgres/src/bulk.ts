import type { Bound } from '@holdfast/core'
import { wireValue } from './bound.ts'
import { connectionOf, type PgConnection } from './pg-internals.ts'
import { quote, qualify } from './quote.ts'
import { resultOf } from './result.ts'
import { simple } from './speech.ts'
import type { Task } from './task.ts'
import type { Wire } from './wire.ts'

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

interface Copy {
  readonly task: Task
  /** Absent when the server has refused the statement. */
  readonly connection?: PgConnection
  readonly answered: Promise<Task>
}

const start = (wire: Wire, text: string): Promise<Copy> =>
  new Promise((resolve) => {
    const answered = new Promise<Task>((answer) => {
      const task = wire.send(simple(text), (done) => {
        answer(done)
        resolve({ task: done, answered })
      })
      task.onCopyIn = (connection) => resolve({ task, connection, answered })
    })
  })

/** Inserts all rows by COPY, in flat memory: a chunk is asked for only when the socket has taken the one before. */
export const copyInto = async (
  wire: Wire,
  { schema, table, columns }: CopyTarget,
  chunks: AsyncIterable<readonly (readonly Bound[])[]>,
): Promise<number> => {
  const text = `copy ${qualify(schema, table)} (${columns.map(quote).join(', ')}) from stdin`
  const { task, connection, answered } = await start(wire, text)
  let sourceError: { readonly reason: unknown } | undefined
  if (connection !== undefined) {
    try {
      await pour(connection, task, wire, chunks)
      if (!task.isDone) connection.endCopyFrom()
    } catch (reason) {
      sourceError = { reason }
      if (!task.isDone) connection.sendCopyFail('the source of the rows failed')
    }
  }
  const settled = resultOf(await answered, text)
  if (sourceError !== undefined) throw sourceError.reason
  if (settled.ok) return settled.value.affected
  throw settled.error
}

const pour = async (
  connection: PgConnection,
  task: Task,
  wire: Wire,
  chunks: AsyncIterable<readonly (readonly Bound[])[]>,
): Promise<void> => {
  let text = ''
  for await (const rows of chunks) {
    for (const row of rows) {
      for (let index = 0; index < row.length; index += 1) {
        text += (index === 0 ? '' : '\t') + field(row[index] as Bound)
      }
      text += '\n'
      if (text.length >= chunkLength) {
        await write(connection, wire, text)
        text = ''
      }
    }
    // The server has refused the rows already: more of them would be thrown away.
    if (task.error !== undefined || wire.isDead) return
  }
  if (text !== '') await write(connection, wire, text)
}

const write = async (connection: PgConnection, wire: Wire, text: string): Promise<void> => {
  if (wire.isDead) return
  connection.sendCopyFromChunk(Buffer.from(text))
  const { stream } = connectionOf(wire.client)
  if (!stream.writableNeedDrain) return
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      stream.off('drain', settle)
      stream.off('close', settle)
      resolve()
    }
    stream.once('drain', settle)
    stream.once('close', settle)
  })
}
