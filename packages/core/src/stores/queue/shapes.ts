import type { SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { KeyedTable, type Given } from '../keyed/keyed-table.ts'
import { givenToken, givenTtl, isHeld } from '../leases/lease-columns.ts'
import { jobExpressions, withFailure } from './job-columns.ts'
import { claimable, waitingSlot } from './groups/group-columns.ts'
import { groupTable, jobTable, keyTable } from './tables.ts'

/** The keyed statements of one queue. */
export interface Shapes {
  readonly insert: Shape
  /** Of jobs whose keys are fresh. */
  readonly insertFresh: Shape
  /** Of jobs whose keys are fresh, and of which nothing else was said. */
  readonly insertPlain: Shape
  /** Of jobs whose keys are fresh, of which some have a group. */
  readonly insertGrouped: Shape
  readonly get: Shape
  readonly complete: Shape
  readonly remove: Shape
  readonly again: Shape
  readonly bury: Shape
  readonly giveBack: Shape
  readonly extend: Shape
  readonly checkpoint: Shape
  readonly cancel: Shape
  readonly retry: Shape
  readonly replace: Shape
  readonly takeKey: Shape
  readonly setKey: Shape
  readonly freeKey: Shape
  readonly dropKey: Shape
  readonly pause: Shape
  readonly resume: Shape
  readonly makeGroup: Shape
  readonly limitGroup: Shape
  readonly keepRate: Shape
}

const text = (name: string): SourceColumn => ({ name: `new_${name}`, type: 'text' })
const whole = (name: string): SourceColumn => ({ name: `new_${name}`, type: 'bigint' })

const [payload, meta, unique] = [text('payload'), text('meta'), text('unique')]
const group = text('group')
const [priority, delay, runAt] = [whole('priority'), whole('delay'), whole('run_at')]
const [most, deadline] = [whole('most'), whole('deadline')]
/** What a job is made of; `newJobCells` in the order of these. */
const newJob = [payload, meta, priority, delay, runAt, most, deadline]
const [result, failure, after, value] = [text('result'), text('failure'), whole('after'), text('value')]
const limits = text('limits')
const begunUntil: SourceColumn = { name: 'new_begun_until', type: 'real' }
const [job, until] = [text('job'), whole('until')]

/** The columns of a job that can be claimed at `due`, by `isLater`: that this lies ahead. */
const waitingFrom = (due: string, isLater: string, now: string, priority: string) => ({
  ready: `case when ${isLater} then null else ${priority} end`,
  leased_until: `case when ${isLater} then ${due} end`,
  due_at: `case when ${isLater} then null else ${now} end`,
})

/** As `waitingFrom`, of a job that may have a group. */
const waitingIn = (group: string, due: string, isLater: string, now: string, priority: string) => {
  const { ready, turn } = claimable(group, priority)
  return {
    ...waitingFrom(due, isLater, now, ready),
    turn: `case when ${isLater} then null else ${turn} end`,
    slot: `case when ${isLater} then ${waitingSlot(group)} end`,
  }
}

const ended = (state: string, now: string) => ({
  state,
  holder: 'null',
  ready: 'null',
  leased_until: 'null',
  due_at: 'null',
  turn: 'null',
  slot: 'null',
  ended_at: now,
})

const dueAt = (given: Given, now: string): string =>
  `coalesce(${given(runAt)}, ${now} + ${given(delay)}, ${now})`

/** The columns that say what a job is, from `newJob`. */
const made = (given: Given, now: string) => {
  const due = dueAt(given, now)
  return {
    state: "'waiting'",
    payload: given(payload),
    meta: given(meta),
    priority: given(priority),
    ...waitingFrom(due, `${due} > ${now}`, now, given(priority)),
    attempt: '0',
    max_attempts: given(most),
    deadline_at: `${now} + ${given(deadline)}`,
  }
}

/** As `made`, of a job that may have a group. */
const madeIn = (given: Given, now: string) => {
  const due = dueAt(given, now)
  return {
    ...made(given, now),
    group_key: given(group),
    ...waitingIn(given(group), due, `${due} > ${now}`, now, given(priority)),
  }
}

const begun = (now: string) => ({ failed: '0', fence: '0', enqueued_at: now })

const jobShapes = (jobs: KeyedTable) => {
  const { now } = jobs
  const holds = (given: Given): string => isHeld(now, given)
  const back = (given: Given) =>
    waitingIn('t.group_key', `${now} + ${given(after)}`, `${given(after)} > 0`, now, 't.priority')
  const isLate = `t.deadline_at <= ${now}`
  return {
    insert: jobs.upsert('ENQUEUE', {
      given: [...newJob, group, unique],
      row: (given) => ({ ...madeIn(given, now), ...begun(now), unique_key: given(unique) }),
      update: 'state = t.state',
      when: '1 = 0',
      returning: ['fence'],
    }),
    insertFresh: jobs.insert('ENQUEUE FRESH', {
      given: newJob,
      row: (given, time) => ({ ...made(given, time), ...begun(time) }),
    }),
    insertGrouped: jobs.insert('ENQUEUE GROUPED', {
      given: [...newJob, group],
      row: (given, time) => ({ ...madeIn(given, time), ...begun(time) }),
    }),
    insertPlain: jobs.insert('ENQUEUE PLAIN', {
      given: [payload, most],
      row: (given, time) => ({
        state: "'waiting'",
        payload: given(payload),
        priority: '0',
        ready: '0',
        due_at: time,
        attempt: '0',
        max_attempts: given(most),
        ...begun(time),
      }),
    }),
    get: jobs.look('GET', jobExpressions(now), true),
    complete: jobs.update('COMPLETE', {
      given: [givenToken, result],
      set: (given) => ({ ...ended("'completed'", now), result: given(result) }),
      condition: holds,
      returning: ['state'],
    }),
    // One with a unique key goes with that, in a transaction.
    remove: jobs.remove('REMOVE', {
      given: [givenToken],
      condition: (given) => `${holds(given)} and t.unique_key is null`,
      timed: true,
    }),
    again: jobs.update('FAIL', {
      given: [givenToken, after, failure],
      set: (given) => {
        const waiting = back(given)
        const unlessLate = (column: string): string => `case when ${isLate} then null else ${column} end`
        return {
          state: `case when ${isLate} then 'dead' else 'waiting' end`,
          ended_at: `case when ${isLate} then ${now} end`,
          holder: 'null',
          ...Object.fromEntries(Object.entries(waiting).map(([name, value]) => [name, unlessLate(value)])),
          ...withFailure(given(failure)),
        }
      },
      condition: holds,
      returning: ['state'],
    }),
    bury: jobs.update('BURY', {
      given: [givenToken, failure],
      set: (given) => ({ ...ended("'dead'", now), ...withFailure(given(failure)) }),
      condition: holds,
      returning: ['state'],
    }),
    giveBack: jobs.update('RELEASE', {
      given: [givenToken, after],
      set: (given) => ({ state: "'waiting'", holder: 'null', attempt: 't.attempt - 1', ...back(given) }),
      condition: holds,
      returning: ['state'],
    }),
    extend: jobs.update('EXTEND', {
      given: [givenToken, givenTtl],
      set: (given) => ({ leased_until: `${now} + ${given(givenTtl)}` }),
      condition: holds,
      returning: ['leased_until'],
    }),
    checkpoint: jobs.update('CHECKPOINT', {
      given: [givenToken, value],
      set: (given) => ({ checkpoint: given(value) }),
      condition: holds,
    }),
    cancel: jobs.update('CANCEL', {
      given: [],
      set: () => ended("'cancelled'", now),
      condition: () => 't.ended_at is null',
      returning: ['group_key'],
    }),
    retry: jobs.update('RETRY', {
      given: [],
      set: () => anew(now),
      condition: () => `${canBeRetried} and t.unique_key is null`,
    }),
    replace: jobs.update('REPLACE', {
      given: [...newJob, group],
      set: (given) => ({ ...madeIn(given, now), checkpoint: 'null' }),
      condition: () => "t.state = 'waiting'",
    }),
  }
}

/** What somebody works on, or has done, is not begun again. */
export const canBeRetried = "t.state in ('waiting', 'dead', 'cancelled')"

/** What a job becomes that is retried. A deadline that has passed would end it at once. */
export const anew = (now: string): Readonly<Record<string, string>> => ({
  state: "'waiting'",
  ...claimable('t.group_key', 't.priority'),
  slot: 'null',
  leased_until: 'null',
  due_at: now,
  attempt: '0',
  ended_at: 'null',
  deadline_at: `case when t.deadline_at > ${now} then t.deadline_at end`,
})

export const shapesOf: StoreShapes<Shapes> = builtOnce((dialect, space, lane) => {
  const keys = new KeyedTable(dialect, space, lane, keyTable)
  const groups = new KeyedTable(dialect, space, lane, groupTable)
  return {
    ...jobShapes(new KeyedTable(dialect, space, lane, jobTable)),
    // Whoever is there stays, and is locked, so that one at a time decides about a key.
    takeKey: keys.upsert('TAKE', {
      given: [job, until],
      row: (given) => ({ job: given(job), until: `${keys.now} + ${given(until)}`, wanted: '1' }),
      update: 'wanted = t.wanted + 1',
      returning: ['job', 'until', 'wanted'],
    }),
    setKey: keys.update('GIVE', {
      given: [job, until],
      set: (given) => ({ job: given(job), until: `${keys.now} + ${given(until)}` }),
    }),
    freeKey: keys.remove('FREE', {
      given: [job],
      condition: (given) => `t.job = ${given(job)} and (t.until is null or t.until <= ${keys.now})`,
      timed: true,
    }),
    dropKey: keys.remove('DROP', {}),
    pause: keys.upsert('PAUSE', {
      given: [],
      row: () => ({ job: "''", wanted: '1' }),
      update: 'wanted = t.wanted + 1',
      timed: false,
    }),
    resume: keys.remove('RESUME', {}),
    makeGroup: groups.upsert('MAKE', {
      given: [],
      row: () => ({ limits: 'null' }),
      update: 'limits = t.limits',
      when: '1 = 0',
      timed: false,
    }),
    limitGroup: groups.upsert('LIMIT', {
      given: [limits],
      row: (given) => ({ limits: given(limits) }),
      update: 'limits = excluded.limits',
      timed: false,
    }),
    keepRate: groups.upsert('RATE', {
      given: [begunUntil],
      row: (given) => ({ begun_until: given(begunUntil) }),
      update: 'begun_until = excluded.begun_until',
      timed: false,
    }),
  }
})
