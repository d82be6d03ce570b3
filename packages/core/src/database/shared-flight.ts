import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Tenancy } from '../door/tenancy.ts'
import { itself, planBatch, type AnswerRow, type Member } from './batch-plan.ts'
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
  readonly #tenancy: Tenancy | undefined

  constructor(
    connections: Connections,
    dialect: Dialect,
    tracer: Tracer,
    time: () => number | null,
    tenancy?: Tenancy,
  ) {
    this.#connections = connections
    this.#dialect = dialect
    this.#tracer = tracer
    this.#time = time
    this.#tenancy = tenancy
  }

  readonly send = async (flight: readonly Write[]): Promise<readonly Write[]> => {
    const action = flight[0]!.call.action
    const lease = await this.#connections.lease('write', {}, action, this.#tenancy)
    try {
      // In-thread a BEGIN and a COMMIT are microseconds.
      if (flight.length > 1 || this.#dialect.batch.flush === 'check')
        return await this.#commitTogether(lease.connection, flight, true)
      await this.#commitAlone(lease.connection, flight[0]!)
      return []
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
    let current: Unit | undefined
    let next = 0
    try {
      const relaxed = writes.every(({ operation }) => operation.shape.relaxed === true)
      for (const begin of connection.begin({ isolation: 'read-committed', readOnly: false, relaxed }))
        await connection.execute(begin)
      const started = performance.now()
      for (; next < units.length; next++) {
        if (mayYield && next % 16 === 15 && performance.now() - started > sliceOfLoop) break
        current = units[next]!
        const ran = this.#execute(connection, current, done)
        if (ran instanceof Promise) await ran
      }
      current = undefined
      const committed = connection.execute(commit)
      if (committed instanceof Promise) await committed
    } catch (error) {
      return this.#recover(connection, writes, error, current === undefined ? 'commit' : 'statement')
    }
    const isComplete = next === units.length
    this.#tracer.batch(isComplete ? writes : pendingsIn(units.slice(0, next)), next)
    for (const settle of done) settle()
    return isComplete ? [] : pendingsIn(units.slice(next))
  }

  /**
   * A write alone is its own transaction, which the engine commits with the statement: one call in place of three. So whatever fails may be the commit, and
   * the result is read to its end, where a driver hears of it.
   */
  async #commitAlone(connection: Connection, write: Write): Promise<void> {
    const [unit] = this.#units([write])
    const { members, statement: keyed } = unit!
    const alone = { ...keyed, one: false }
    let row: AnswerRow
    try {
      const ran = this.#tracer.statement(alone, () => connection.execute(alone))
      row = (ran instanceof Promise ? await ran : ran).rows[0]
    } catch (error) {
      this.#reject([write], error, 'commit')
      return
    }
    this.#tracer.batch([write], 1)
    answerMember(members[0]!, row)
  }

  /** At once where the engine answers in-thread: a promise for each operation costs as much as half of its statement. */
  #execute(connection: Connection, unit: Unit, done: (() => void)[]): MaybePromise<void> {
    let ran: MaybePromise<Result>
    try {
      ran = this.#tracer.statement(unit.statement, () => connection.execute(unit.statement))
    } catch (error) {
      return this.#failed(connection, unit, error, done)
    }
    return ran instanceof Promise
      ? ran.then(
          ({ rows }) => this.#ran(connection, unit.members, rows, done),
          (error: unknown) => this.#failed(connection, unit, error, done),
        )
      : this.#ran(connection, unit.members, ran.rows, done)
  }

  #failed(
    connection: Connection,
    { members }: Unit,
    error: unknown,
    done: (() => void)[],
  ): MaybePromise<void> {
    // Only an engine that undoes the statement alone lets the others go on; see `Connection.inTransaction`.
    if (this.#dialect.batch.form === 'arrays' || !connection.inTransaction) throw error
    if (members.length > 1) return this.#executeAlone(connection, members, done)
    const [member] = members
    if (member!.callers.length > 1) return this.#executeParts(connection, member!, done)
    done.push(() => this.#reject(pendingsOf(members), error, 'statement'))
  }

  #ran(
    connection: Connection,
    members: readonly Member<Write>[],
    rows: Result['rows'],
    done: (() => void)[],
  ): MaybePromise<void> {
    return members.length === 1
      ? this.#settle(connection, members[0]!, rows[0], done)
      : this.#settleEach(connection, members, rows, done)
  }

  async #settleEach(
    connection: Connection,
    members: readonly Member<Write>[],
    rows: Result['rows'],
    done: (() => void)[],
  ): Promise<void> {
    const byKey = new Map(rows.map((row) => [row[0], row]))
    for (const member of members) await this.#settle(connection, member, byKey.get(member.write.key), done)
  }

  #settle(
    connection: Connection,
    member: Member<Write>,
    row: AnswerRow,
    done: (() => void)[],
  ): MaybePromise<void> {
    const isRefused = member.callers.length > 1 && member.write.refused?.(row) === true
    if (isRefused) return this.#executeParts(connection, member, done)
    done.push(() => answerMember(member, row))
  }

  /** Members of a statement that failed, so that one that cannot be does not keep the others from it. */
  async #executeAlone(
    connection: Connection,
    members: readonly Member<Write>[],
    done: (() => void)[],
  ): Promise<void> {
    const time = this.#time()
    for (const member of members) await this.#execute(connection, this.#unit([member], time), done)
  }

  /** What was folded together, one by one and in its place, so that no later write of the key overtakes it. */
  async #executeParts(
    connection: Connection,
    { callers }: Member<Write>,
    done: (() => void)[],
  ): Promise<void> {
    for (const { pending } of callers) {
      const part: Member<Write> = { write: pending.operation, callers: [{ pending, row: itself }] }
      await this.#execute(connection, this.#unit([part], this.#time()), done)
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
    // A rollback that fails leaves the connection in a transaction: nothing more may be sent on it.
    if (connection.inTransaction) await connection.pipeline([rollback])
    if (
      connection.inTransaction ||
      writes.length === 1 ||
      failure.outcome === 'unknown' ||
      isForEveryone(failure)
    ) {
      this.#reject(writes, error, phase)
      return []
    }
    const middle = writes.length >> 1
    const back = await this.#commitTogether(connection, writes.slice(0, middle), false)
    const rest = writes.slice(middle)
    // The other half needs another connection then, so it goes with the next flight.
    if (connection.inTransaction) return [...back, ...rest]
    return [...back, ...(await this.#commitTogether(connection, rest, false))]
  }

  #units(writes: readonly Write[]): readonly Unit[] {
    const time = this.#time()
    const { groups } = planBatch(writes, ({ operation }) => operation, false)
    if (this.#dialect.batch.form === 'arrays') return groups.map(({ members }) => this.#unit(members, time))
    const units: Unit[] = []
    for (const { members } of groups) {
      const rows = members[0]!.write.shape.many?.rows ?? 1
      for (let at = 0; at < members.length;) {
        const size = at + rows <= members.length ? rows : 1
        units.push(this.#unit(members.slice(at, at + size), time))
        at += size
      }
    }
    return units
  }

  #unit(members: readonly Member<Write>[], time: number | null): Unit {
    const writes = members.map(({ write }) => write)
    return { members, statement: shapeStatement(this.#dialect.batch.form, writes, time) }
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

const pendingsIn = (units: readonly Unit[]): Write[] => units.flatMap(({ members }) => pendingsOf(members))
