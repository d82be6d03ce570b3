import { StatementType } from '@duckdb/node-api'
import { wantsOneThread } from './one-thread.ts'

/** What must be known about a text beyond running it. */
export interface Nature {
  /** It begins or ends a transaction. */
  readonly control: Control | undefined
  /** It changes the catalog, so the log of changes should not outlive it; see `Checkpoint`. */
  readonly isDefinition: boolean
  /** It changes what the connection itself remembers, so nobody else may be given the connection. */
  readonly isSetting: boolean
  /** The rows that come back are rows that were changed. */
  readonly changes: boolean
  /** See `OneThread`. */
  readonly wantsOneThread: boolean
}

/** What the engine has read in a text. */
export const natureOf = (type: StatementType, text: string): Nature => ({
  control: type === TRANSACTION ? controlOf(text) : undefined,
  isDefinition: definitions.has(type),
  isSetting: settings.has(type),
  changes: changing.has(type),
  wantsOneThread: wantsOneThread(type, text),
})

export type Control = 'begin' | 'commit' | 'rollback'

const { CREATE, CREATE_FUNC, ALTER, DROP, SET, VARIABLE_SET, PREPARE, LOAD, ATTACH, DETACH } = StatementType
const { INSERT, UPDATE, DELETE, MERGE_INTO, COPY_DATABASE, TRANSACTION } = StatementType

const definitions: ReadonlySet<StatementType> = new Set([CREATE, CREATE_FUNC, ALTER, DROP, COPY_DATABASE])
const settings: ReadonlySet<StatementType> = new Set([SET, VARIABLE_SET, PREPARE, LOAD, ATTACH, DETACH])
/** What inserts, updates or deletes. */
export const changing: ReadonlySet<StatementType> = new Set([INSERT, UPDATE, DELETE, MERGE_INTO])

const controls: Readonly<Record<string, Control>> = {
  begin: 'begin',
  start: 'begin',
  commit: 'commit',
  end: 'commit',
  rollback: 'rollback',
  abort: 'rollback',
}

/** The transaction control that a text is, judged by its first word. */
export const controlOf = (text: string): Control | undefined => {
  const word = /^\s*([a-z]+)/i.exec(text)?.[1]
  return word === undefined ? undefined : controls[word.toLowerCase()]
}

/** Whether a text can be no more than one statement and wants no value. */
export const isAlone = (text: string): boolean => !/[;?$]/.test(text)
