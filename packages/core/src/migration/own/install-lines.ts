import { toError } from '../../database/failure.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { UnitLimits, Workshop } from '../workshop.ts'
import { applyAtOnce } from './apply-at-once.ts'
import type { Line } from './line.ts'
import { pendingLines, type PendingLine } from './pending-lines.ts'
import { journaled, readJournal, type Journaled } from './read-journal.ts'

/** What making the tables of our own stores needs. */
export interface Install {
  readonly workshop: Workshop
  readonly context: StepContext
  readonly lines: readonly Line[]
  /** Brings one line up to date step by step, where its migrations cannot share a transaction. */
  applySteps(line: Line): Promise<unknown>
}

/** What a start waits for another host that makes the tables, in milliseconds. */
const limits: UnitLimits = {
  timeout: 3_600_000,
  lockTimeout: 30_000,
  acquireTimeout: 30_000,
  action: 'make the tables of the stores',
}

/** Makes what is missing, once, whoever else opens at the same moment. A database that is complete costs one read. */
export const installLines = async (parts: Install, mode: 'install' | 'check'): Promise<void> => {
  const { shape, applied } = await look(parts)
  const pending = pendingLines(parts.lines, applied)
  if (pending.length === 0 && shape !== 'first') return
  if (mode === 'check') {
    if (pending.length > 0) throw missing(pending)
    return
  }
  try {
    await applyAtOnce(parts, { pending, shape }, limits)
  } catch (error) {
    // An older release was faster and made a journal as it knows one.
    if (shape === 'none' && hasCode(error, 'no-column')) return installLines(parts, mode)
    if (pending.length > 0 || !mayNotWrite(error)) throw error
    warn(parts, error)
    return
  }
  // Two engines answer the COMMIT of a failed transaction as if it had succeeded; only what can be read afterwards is true.
  const after = await look(parts)
  for (const { line, isNew } of pendingLines(parts.lines, after.applied)) {
    if (isNew) throw new Error('the engine reported a commit, and its entries in the journal are not there')
    await parts.applySteps(line)
  }
}

/** The tables are all there. Only the journal would have got more columns, and whoever may write will add them. */
const warn = ({ workshop: { engine } }: Install, error: unknown): void =>
  engine.tracer.log('warn', 'maintenance', 'the journal of the stores could not be brought up to date', {
    'error.type': (error as HoldfastError).code,
  })

const mayNotWrite = (error: unknown): boolean => hasCode(error, 'permission') || hasCode(error, 'read-only')

const missing = (pending: readonly PendingLine[]): HoldfastError => {
  const names = pending.map(({ line, isNew }) => `"${line.name}" (${isNew ? 'missing' : 'older'})`).join(', ')
  return new HoldfastError(
    'schema',
    `Cannot open with schema "check": the tables of these stores are missing or older than this release: ${names}; open once with schema "install"`,
  )
}

/** What the journal says. Only reading can tell whether it is there, and a failed read inside a transaction would end it. */
const look = async ({ workshop: { engine } }: Install): Promise<Journaled> => {
  const { connections, dialect, driver } = engine
  const wait = { deadline: performance.now() + limits.acquireTimeout }
  const lease = await connections.lease('read', wait, 'open the database')
  const { connection } = lease
  try {
    for (const shape of ['ledger', 'first'] as const) {
      try {
        return journaled(shape, (await connection.execute(readJournal(dialect, shape))).rows)
      } catch (error) {
        const { code } = driver.failure(error, 'statement')
        if (code === 'no-table') break
        if (code !== 'no-column' || shape === 'first')
          throw toError(driver, error, 'statement', 'read the journal of the stores')
      }
    }
    return journaled('none')
  } finally {
    await lease.end({ broken: connection.inTransaction })
  }
}
