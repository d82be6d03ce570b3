import type { SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { KeyedTable } from '../keyed/keyed-table.ts'
import { givenToken, givenTtl, isHeld } from '../leases/lease-columns.ts'
import { stepColumns } from './run-row.ts'
import { runTable, signalTable, stepTable } from './tables.ts'

/** The keyed statements of the runs of one store. */
export interface Shapes {
  readonly insert: Shape
  readonly extend: Shape
  readonly progress: Shape
  readonly putStep: Shape
  /** As `putStep`, while the token holds the run. */
  readonly keepStep: Shape
  readonly addSignal: Shape
}

const text = (name: string): SourceColumn => ({ name: `new_${name}`, type: 'text' })
const whole = (name: string): SourceColumn => ({ name: `new_${name}`, type: 'bigint' })

const wholeColumns: ReadonlySet<string> = new Set([
  'position',
  'attempts',
  'until',
  'started_at',
  'completed_at',
])
const givenRun = text('run')
const [pause, took] = [whole('pause'), whole('took')]
const givenStep = stepColumns.map((name) => (wholeColumns.has(name) ? whole(name) : text(name)))
/** What the statement that keeps a step tells by itself. */
const madeOfTimes: ReadonlySet<string> = new Set(['new_until', 'new_completed_at'])
const [workflow, input, steps, deadline] = [
  text('workflow'),
  text('input'),
  whole('steps'),
  whole('deadline'),
]
const [signal, sentAs, nth, payload] = [text('signal'), text('sent_as'), whole('nth'), text('payload')]
const progress = text('progress')

export const shapesOf: StoreShapes<Shapes> = builtOnce((dialect, space, lane) => {
  const runs = new KeyedTable(dialect, space, lane, runTable)
  const rowsOfSteps = new KeyedTable(dialect, space, lane, stepTable)
  const signals = new KeyedTable(dialect, space, lane, signalTable)
  const { now } = runs
  return {
    insert: runs.upsert('START', {
      given: [workflow, input, steps, deadline],
      row: (given) => ({
        workflow: given(workflow),
        state: "'pending'",
        input: given(input),
        steps: given(steps),
        signals: '0',
        deadline_at: `${now} + ${given(deadline)}`,
        fence: '0',
        granted_at: now,
        leased_until: now,
        created_at: now,
      }),
      update: 'state = t.state',
      when: '1 = 0',
      returning: ['fence'],
    }),
    extend: runs.update('EXTEND', {
      given: [givenToken, givenTtl],
      set: (given) => ({ leased_until: `${now} + ${given(givenTtl)}` }),
      condition: (given) => isHeld(now, given),
    }),
    progress: runs.update('PROGRESS', {
      given: [givenToken, progress],
      set: (given) => ({ progress: given(progress) }),
      condition: (given) => isHeld(now, given),
    }),
    putStep: rowsOfSteps.upsert('STEP', {
      given: [givenRun, ...givenStep],
      row: (given) => ({
        run: given(givenRun),
        ...Object.fromEntries(stepColumns.map((name, index) => [name, given(givenStep[index]!)])),
      }),
      update: stepColumns.map((name) => `${name} = excluded.${name}`).join(', '),
      timed: false,
    }),
    keepStep: rowsOfSteps.upsert('KEEP', {
      given: [givenRun, ...givenStep.filter(({ name }) => !madeOfTimes.has(name)), givenToken, pause, took],
      behind: {
        table: runTable,
        key: givenRun,
        condition: (given) =>
          `g.holder = ${given(givenToken)} and g.leased_until > ${now} and (g.deadline_at is null or g.deadline_at > ${now})`,
      },
      row: (given) => ({
        run: given(givenRun),
        ...Object.fromEntries(stepColumns.map((name, index) => [name, given(givenStep[index]!)])),
        until: `${now} + ${given(pause)}`,
        started_at: `coalesce(${given(whole('started_at'))}, ${now} - ${given(took)})`,
        completed_at: `case when ${given(text('state'))} = 'pending' then null else ${now} end`,
      }),
      update: stepColumns.map((name) => `${name} = excluded.${name}`).join(', '),
      returning: ['until'],
    }),
    addSignal: signals.upsert('SIGNAL', {
      given: [givenRun, signal, sentAs, nth, payload],
      row: (given) => ({
        run: given(givenRun),
        signal: given(signal),
        sent_as: given(sentAs),
        nth: given(nth),
        payload: given(payload),
        sent_at: now,
        taken: '0',
      }),
      update: 'taken = t.taken',
      when: '1 = 0',
      returning: ['nth'],
    }),
  }
})
