import type { BeginMode, Statement } from '@holdfast/core'
import type { Settings } from '../options.ts'
import { setLocal, type Owner } from './tenant-setting.ts'

/**
 * Our own words, several in one simple query: one message instead of four for each. Never text of the caller's, who may
 * not smuggle a second statement in.
 */
export class Control implements Statement {
  readonly text: string
  readonly values = [] as const
  readonly cache = false

  constructor(text: string) {
    this.text = text
  }
}

const levels = {
  'read-committed': 'read committed',
  snapshot: 'repeatable read',
  serializable: 'serializable',
} as const

/** A limit in whole milliseconds; 0 would mean none. */
const limit = (name: string, value: number): string =>
  `; set local ${name} = ${Math.max(1, Math.ceil(value))}`

/** Begins a transaction with its limits. Behind a pooler they are all that a session could have held. */
export const begin = (mode: BeginMode, settings: Settings, owner: Owner | undefined): Control => {
  const { lockTimeout } = mode
  const statementTimeout =
    mode.statementTimeout ?? (settings.isPooled ? settings.statementTimeout : undefined)
  let text = `begin isolation level ${levels[mode.isolation]}${mode.readOnly ? ' read only' : ' read write'}`
  if (mode.relaxed === true) text += '; set local synchronous_commit = off'
  if (lockTimeout !== undefined) text += limit('lock_timeout', lockTimeout)
  if (statementTimeout !== undefined) text += limit('statement_timeout', statementTimeout)
  if (settings.isPooled && settings.idleTransactionTimeout > 0) {
    text += limit('idle_in_transaction_session_timeout', settings.idleTransactionTimeout)
  }
  return new Control(text + setLocal(owner))
}

export const commit: Control = new Control('commit')
export const rollback: Control = new Control('rollback')
/** Answered as soon as everything before it is over. */
export const nothing: Control = new Control('')
