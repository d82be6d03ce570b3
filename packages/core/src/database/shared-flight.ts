import { planBatch, type Member } from './batch-plan.ts'
import type { Connections } from './connections.ts'
import type { Dialect } from './dialect.ts'
import type { Connection } from './driver.ts'
import { failureToError } from './failure.ts'
import type { KeyedWrite } from './keyed-operation.ts'
import type { Pending } from './lane.ts'
import { answerMember, isForEveryone, rejectAll } from './flight-answers.ts'
import { shapeStatement } from './shape-statement.ts'
import { statement, type Result, type Statement } from './statement.ts'
import type { Tracer } from './trace.ts'

type Write = Pending<KeyedWrite<unknown>>

/** How long a flight may hold the writer, and in-thread the event loop, in milliseconds. */
const sliceOfLoop = 5

/** A flight of writes as one transaction of the write lane: one commit for all, and no answer before it. */
export class SharedFlight {
  readonly #connections: Connections
  readonly #dialect: Dialect
  readonly #tracer: Tracer
  readonly #time: () => number | null

  constructor(connections: Connections, dialect: Dialect, tracer: Tracer, time: () => number | null) {
    this.#connections = connections
    this.#dialect = dialect
    this.#tracer = tracer
    this.#time = time
  }

  readonly send = async (flight: readonly Write[]): Promise<readonly Write[]> => {
    const action = flight[0]!.call.action
    const lease = await this.#connections.lease('write', {}, action)
    try {
      return await this.#commitTogether(lease.connection, flight, true)
    } finally {
      await lease.end({ broken: lease.connection.inTransaction })
    }
  }

  /** With `mayYield`, what does not fit the slice of the loop is given back. */
  async #commitTogether(
    connection: Connection,
    writes: readonly Write[],
    mayYield: boolean,
  ): Promise<readonly Write[]> {
    const units = this.#units(writes)
    const done: (() => void)[] = []
    const again: Write[] = []
    let current: Unit | undefined
    let next = 0
    try {
      for (const begin of connection.begin({ isolation: 'read-committed', readOnly: false }))
        await connection.execute(begin)
      const started = performance.now()
      for (; next < units.length; next++) {
        if (mayYield && next % 16 === 15 && performance.now() - started > sliceOfLoop) break
        current = units[next]!
        await this.#execute(connection, current, done, again)
      }
      current = undefined
      const committed = connection.execute(commit)
      if (committed instanceof Promise) await committed
    } catch (error) {
      return this.#recover(connection, writes, error, current === undefined ? 'commit' : 'statement')
    }
    this.#tracer.batch({ 'db.operation.batch.size': writes.length, 'holdfast.batch.statements': next })
    for (const settle of done) settle()
    for (const write of again) await this.#commitTogether(connection, [write], false)
    return units.slice(next).flatMap((unit) => pendingsOf(unit.members))
  }

  async #execute(connection: Connection, unit: Unit, done: (() => void)[], again: Write[]): Promise<void> {
    try {
      const ran = this.#tracer.statement(unit.statement, () => connection.execute(unit.statement))
      const { rows } = ran instanceof Promise ? await ran : ran
      done.push(() => answerUnit(unit, rows))
    } catch (error) {
      // Only an engine that undoes the statement alone lets the others go on; see `Connection.inTransaction`.
      if (this.#dialect.batch.form === 'arrays' || !connection.inTransaction) throw error
      const pendings = pendingsOf(unit.members)
      if (pendings.length > 1) return void again.push(...pendings)
      done.push(() => this.#reject(pendings, error, 'statement'))
    }
  }

  /** Nothing of this transaction stands: the halves go alone, down to the guilty one. */
  async #recover(
    connection: Connection,
    writes: readonly Write[],
    error: unknown,
    phase: 'statement' | 'commit',
  ): Promise<readonly Write[]> {
    const failure = this.#connections.driver.failure(error, phase)
    if (connection.inTransaction) await connection.execute(rollback)
    if (writes.length === 1 || failure.outcome === 'unknown' || isForEveryone(failure)) {
      this.#reject(writes, error, phase)
      return []
    }
    const middle = writes.length >> 1
    await this.#commitTogether(connection, writes.slice(0, middle), false)
    await this.#commitTogether(connection, writes.slice(middle), false)
    return []
  }

  #units(writes: readonly Write[]): readonly Unit[] {
    const time = this.#time()
    const { form } = this.#dialect.batch
    return planBatch(writes, ({ operation }) => operation, false).groups.flatMap(({ members }) =>
      (form === 'arrays' ? [members] : members.map((member) => [member])).map((unit) => ({
        members: unit,
        statement: shapeStatement(
          form,
          unit.map(({ write }) => write),
          time,
        ),
      })),
    )
  }

  #reject(writes: readonly Write[], error: unknown, phase: 'statement' | 'commit'): void {
    const failure = this.#connections.driver.failure(error, phase)
    rejectAll(writes, ({ call }) => failureToError(failure, error, call.action))
  }
}

interface Unit {
  readonly members: readonly Member<Write>[]
  readonly statement: Statement
}

const commit = statement('COMMIT')
const rollback = statement('ROLLBACK')

const pendingsOf = (members: readonly Member<Write>[]): Write[] =>
  members.flatMap(({ callers }) => callers.map(({ pending }) => pending))

const answerUnit = ({ members }: Unit, rows: Result['rows']): void => {
  if (members.length === 1) return answerMember(members[0]!, rows[0])
  const byKey = new Map(rows.map((row) => [row[0], row]))
  for (const member of members) answerMember(member, byKey.get(member.write.key))
}
