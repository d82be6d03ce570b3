import type { Database } from 'better-sqlite3'
import { type EngineFacts, HoldfastError } from '@holdfast/core'
import type { Settings } from './options.ts'

const synchronous = ['off', 'normal', 'full', 'extra']

/** Commits a write that changes nothing. What the handle does about the disk is only settled by one. */
export function writeOnce(handle: Database): void {
  handle.exec('BEGIN IMMEDIATE')
  try {
    handle.pragma(`user_version = ${String(handle.pragma('user_version', { simple: true }))}`)
    handle.exec('COMMIT')
  } finally {
    if (handle.inTransaction) handle.exec('ROLLBACK')
  }
}

/** Reads back what the handle really does. Throws `unsupported` when it is less durable than was asked. */
export function factsOf(handle: Database, { file, memory, readOnly, durability }: Settings): EngineFacts {
  const ask = (name: string): unknown => handle.pragma(name, { simple: true })
  const level = Number(ask('synchronous'))
  const isFull = level >= 2
  if (durability === 'full' && !isFull) {
    throw new HoldfastError('unsupported', 'The engine does not wait for the disk although it was told to.')
  }
  return {
    engine: 'SQLite',
    version: String(handle.prepare('select sqlite_version()').pluck().get()),
    durability: memory ? 'none' : isFull ? 'full' : 'process',
    details: {
      file,
      readOnly,
      journalMode: String(ask('journal_mode')),
      synchronous: synchronous[level] ?? String(level),
      foreignKeys: ask('foreign_keys') === 1,
      pageSize: Number(ask('page_size')),
    },
    system: 'sqlite',
    namespace: file,
  }
}
