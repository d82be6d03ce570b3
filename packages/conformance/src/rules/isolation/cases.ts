import type { Isolation } from '@holdfast/core'
import type { Cells } from './cells.ts'

/** What one transaction does next. What `read` answers is kept. */
export type Step =
  | { readonly actor: number; readonly read: (cells: Cells) => Promise<unknown> }
  | { readonly actor: number; readonly write: (cells: Cells) => Promise<unknown> }
  | { readonly actor: number; readonly end: 'commit' | 'rollback' }

/** How a case went. */
export interface Play {
  /** What each transaction has read, in order, by its number. */
  readonly seen: Readonly<Record<number, readonly unknown[]>>
  /** Whether every transaction has committed. */
  readonly allCommitted: boolean
  /** Whether this one has. */
  hasCommitted(actor: number): boolean
  /** The committed state afterwards. */
  readonly now: string
}

/** One of the ten cases of Martin Kleppmann's Hermitage, from a = 10 and b = 20. */
export interface Case {
  readonly name: string
  readonly title: string
  /** The levels that promise that it cannot happen. */
  readonly preventedBy: readonly Isolation[]
  readonly steps: readonly Step[]
  /** Whether the anomaly was seen. */
  isSeen(play: Play): boolean
}

const every: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable']
const atLeastSnapshot: readonly Isolation[] = ['snapshot', 'serializable']

const set = (actor: number, name: string, value: number): Step => ({
  actor,
  write: (cells) => cells.set(name, value),
})
const get = (actor: number, name: string): Step => ({ actor, read: (cells) => cells.get(name) })
const both = (actor: number): Step => ({ actor, read: (cells) => cells.both() })
const divisible = (actor: number): Step => ({ actor, read: (cells) => cells.divisibleByThree() })
const commit = (actor: number): Step => ({ actor, end: 'commit' })
const rollback = (actor: number): Step => ({ actor, end: 'rollback' })

export const cases: readonly Case[] = [
  {
    name: 'G0',
    title: 'write cycles',
    preventedBy: every,
    steps: [set(1, 'a', 11), set(2, 'a', 12), set(1, 'b', 21), commit(1), set(2, 'b', 22), commit(2)],
    isSeen: ({ now }) => now !== '11,21' && now !== '12,22',
  },
  {
    name: 'G1a',
    title: 'aborted reads',
    preventedBy: every,
    steps: [set(1, 'a', 101), get(2, 'a'), rollback(1), get(2, 'a'), commit(2)],
    isSeen: ({ seen }) => seen[2]!.includes(101),
  },
  {
    name: 'G1b',
    title: 'intermediate reads',
    preventedBy: every,
    steps: [set(1, 'a', 101), get(2, 'a'), set(1, 'a', 11), commit(1), get(2, 'a'), commit(2)],
    isSeen: ({ seen }) => seen[2]!.includes(101),
  },
  {
    name: 'G1c',
    title: 'circular information flow',
    preventedBy: every,
    steps: [set(1, 'a', 11), set(2, 'b', 22), get(1, 'b'), get(2, 'a'), commit(1), commit(2)],
    isSeen: ({ seen, allCommitted }) => allCommitted && seen[1]![0] === 22 && seen[2]![0] === 11,
  },
  {
    name: 'OTV',
    title: 'observed transaction vanishes',
    preventedBy: atLeastSnapshot,
    steps: [
      set(1, 'a', 11),
      set(1, 'b', 19),
      set(2, 'a', 12),
      commit(1),
      get(3, 'a'),
      set(2, 'b', 18),
      get(3, 'b'),
      commit(2),
      get(3, 'b'),
      get(3, 'a'),
      commit(3),
    ],
    isSeen: ({ seen }) => {
      const first = seen[3]!.findIndex((value) => value === 12 || value === 18)
      return first >= 0 && seen[3]!.slice(first).some((value) => value === 11 || value === 19)
    },
  },
  {
    name: 'PMP',
    title: 'predicate-many-preceders',
    preventedBy: atLeastSnapshot,
    steps: [divisible(1), set(2, 'c', 30), commit(2), divisible(1), commit(1)],
    isSeen: ({ seen, hasCommitted }) => hasCommitted(1) && seen[1]![0] === '' && seen[1]![1] === 'c',
  },
  {
    name: 'P4',
    title: 'lost update',
    preventedBy: atLeastSnapshot,
    steps: [get(1, 'a'), get(2, 'a'), set(1, 'a', 11), set(2, 'a', 12), commit(1), commit(2)],
    isSeen: ({ seen, allCommitted }) => allCommitted && seen[1]![0] === 10 && seen[2]![0] === 10,
  },
  {
    name: 'G-single',
    title: 'read skew',
    preventedBy: atLeastSnapshot,
    steps: [
      get(1, 'a'),
      get(2, 'a'),
      get(2, 'b'),
      set(2, 'a', 12),
      set(2, 'b', 18),
      commit(2),
      get(1, 'b'),
      commit(1),
    ],
    isSeen: ({ seen, allCommitted }) => allCommitted && seen[1]![0] === 10 && seen[1]![1] === 18,
  },
  {
    name: 'G2-item',
    title: 'write skew on entries that were read',
    preventedBy: ['serializable'],
    steps: [both(1), both(2), set(1, 'a', 11), set(2, 'b', 21), commit(1), commit(2)],
    isSeen: ({ seen, allCommitted }) => allCommitted && seen[1]![0] === '10,20' && seen[2]![0] === '10,20',
  },
  {
    name: 'G2',
    title: 'write skew on a predicate that was read',
    preventedBy: ['serializable'],
    steps: [divisible(1), divisible(2), set(1, 'c', 30), set(2, 'd', 42), commit(1), commit(2)],
    isSeen: ({ seen, allCommitted }) => allCommitted && seen[1]![0] === '' && seen[2]![0] === '',
  },
]
