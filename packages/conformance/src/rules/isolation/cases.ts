import type { Isolation, KeyValue } from '@holdfast/core'
import { collect } from '../../failures.ts'
import type { Actor, Ending } from './actor.ts'

/** What a case has to work with: transactions of one level over the entries a = 10 and b = 20. */
export interface Stage {
  begin(): Actor
  /** The committed state afterwards. */
  read(): Promise<Record<string, number>>
}

/** One of the ten cases of Martin Kleppmann's Hermitage. `run` tells whether the anomaly was seen. */
export interface Case {
  readonly name: string
  readonly title: string
  /** The levels that promise that it cannot happen. */
  readonly preventedBy: readonly Isolation[]
  run(stage: Stage): Promise<boolean>
}

type Seen = Record<string, number | undefined>

const every: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable']
const atLeastSnapshot: readonly Isolation[] = ['snapshot', 'serializable']

const set = (key: string, value: number) => (store: KeyValue<number>) => store.set(key, value)
const get = (key: string) => (store: KeyValue<number>) => store.get(key)
const divisibleByThree = async (store: KeyValue<number>): Promise<string> =>
  (await collect(store.list()))
    .filter(({ value }) => value % 3 === 0)
    .map(({ key }) => key)
    .join()

const endings = (...actors: readonly Actor[]): Promise<Ending[]> =>
  Promise.all(actors.map(({ ending }) => ending))
const haveAllCommitted = async (...actors: readonly Actor[]): Promise<boolean> =>
  (await endings(...actors)).every((ending) => ending === 'committed')

export const cases: readonly Case[] = [
  {
    name: 'G0',
    title: 'write cycles',
    preventedBy: every,
    run: async ({ begin, read }) => {
      const [one, two] = [begin(), begin()]
      await one.step(set('a', 11))
      await two.step(set('a', 12))
      await one.step(set('b', 21))
      await one.commit()
      await two.step(set('b', 22))
      await two.commit()
      await endings(one, two)
      const { a, b } = await read()
      return !((a === 11 && b === 21) || (a === 12 && b === 22))
    },
  },
  {
    name: 'G1a',
    title: 'aborted reads',
    preventedBy: every,
    run: async ({ begin }) => {
      const seen: (number | undefined)[] = []
      const [one, two] = [begin(), begin()]
      await one.step(set('a', 101))
      await two.step(get('a'), (value) => seen.push(value))
      await one.rollback()
      await two.step(get('a'), (value) => seen.push(value))
      await two.commit()
      await endings(one, two)
      return seen.includes(101)
    },
  },
  {
    name: 'G1b',
    title: 'intermediate reads',
    preventedBy: every,
    run: async ({ begin }) => {
      const seen: (number | undefined)[] = []
      const [one, two] = [begin(), begin()]
      await one.step(set('a', 101))
      await two.step(get('a'), (value) => seen.push(value))
      await one.step(set('a', 11))
      await one.commit()
      await two.step(get('a'), (value) => seen.push(value))
      await two.commit()
      await endings(one, two)
      return seen.includes(101)
    },
  },
  {
    name: 'G1c',
    title: 'circular information flow',
    preventedBy: every,
    run: async ({ begin }) => {
      const seen: Seen = {}
      const [one, two] = [begin(), begin()]
      await one.step(set('a', 11))
      await two.step(set('b', 22))
      await one.step(get('b'), (value) => (seen['b'] = value))
      await two.step(get('a'), (value) => (seen['a'] = value))
      await one.commit()
      await two.commit()
      return (await haveAllCommitted(one, two)) && seen['b'] === 22 && seen['a'] === 11
    },
  },
  {
    name: 'OTV',
    title: 'observed transaction vanishes',
    preventedBy: atLeastSnapshot,
    run: async ({ begin }) => {
      const seen: (number | undefined)[] = []
      const note = (value: number | undefined): number => seen.push(value)
      const [one, two, three] = [begin(), begin(), begin()]
      await one.step(set('a', 11))
      await one.step(set('b', 19))
      await two.step(set('a', 12))
      await one.commit()
      await three.step(get('a'), note)
      await two.step(set('b', 18))
      await three.step(get('b'), note)
      await two.commit()
      await three.step(get('b'), note)
      await three.step(get('a'), note)
      await three.commit()
      await endings(one, two, three)
      const first = seen.findIndex((value) => value === 12 || value === 18)
      return first >= 0 && seen.slice(first).some((value) => value === 11 || value === 19)
    },
  },
  {
    name: 'PMP',
    title: 'predicate-many-preceders',
    preventedBy: atLeastSnapshot,
    run: async ({ begin }) => {
      const seen: string[] = []
      const [one, two] = [begin(), begin()]
      await one.step(divisibleByThree, (keys) => seen.push(keys))
      await two.step(set('c', 30))
      await two.commit()
      await one.step(divisibleByThree, (keys) => seen.push(keys))
      await one.commit()
      return (await haveAllCommitted(one)) && seen[0] === '' && seen[1] === 'c'
    },
  },
  {
    name: 'P4',
    title: 'lost update',
    preventedBy: atLeastSnapshot,
    run: async ({ begin }) => {
      const seen: Seen = {}
      const [one, two] = [begin(), begin()]
      await one.step(get('a'), (value) => (seen['one'] = value))
      await two.step(get('a'), (value) => (seen['two'] = value))
      await one.step(set('a', 11))
      await two.step(set('a', 12))
      await one.commit()
      await two.commit()
      return (await haveAllCommitted(one, two)) && seen['one'] === 10 && seen['two'] === 10
    },
  },
  {
    name: 'G-single',
    title: 'read skew',
    preventedBy: atLeastSnapshot,
    run: async ({ begin }) => {
      const seen: Seen = {}
      const [one, two] = [begin(), begin()]
      await one.step(get('a'), (value) => (seen['a'] = value))
      await two.step(get('a'))
      await two.step(get('b'))
      await two.step(set('a', 12))
      await two.step(set('b', 18))
      await two.commit()
      await one.step(get('b'), (value) => (seen['b'] = value))
      await one.commit()
      return (await haveAllCommitted(one, two)) && seen['a'] === 10 && seen['b'] === 18
    },
  },
  {
    name: 'G2-item',
    title: 'write skew on entries that were read',
    preventedBy: ['serializable'],
    run: async ({ begin }) => {
      const seen: Seen = {}
      const [one, two] = [begin(), begin()]
      await one.step(
        (store) => store.getMany(['a', 'b']),
        ([, b]) => (seen['one'] = b),
      )
      await two.step(
        (store) => store.getMany(['a', 'b']),
        ([a]) => (seen['two'] = a),
      )
      await one.step(set('a', 11))
      await two.step(set('b', 21))
      await one.commit()
      await two.commit()
      return (await haveAllCommitted(one, two)) && seen['one'] === 20 && seen['two'] === 10
    },
  },
  {
    name: 'G2',
    title: 'write skew on a predicate that was read',
    preventedBy: ['serializable'],
    run: async ({ begin }) => {
      const seen: Record<string, string> = {}
      const [one, two] = [begin(), begin()]
      await one.step(divisibleByThree, (keys) => (seen['one'] = keys))
      await two.step(divisibleByThree, (keys) => (seen['two'] = keys))
      await one.step(set('c', 30))
      await two.step(set('d', 42))
      await one.commit()
      await two.commit()
      return (await haveAllCommitted(one, two)) && seen['one'] === '' && seen['two'] === ''
    },
  },
]
