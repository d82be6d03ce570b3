import { describe, expect, test } from 'vitest'
import { PagedIterator, skipped, type Page } from '../../src/database/paged-iterator.ts'

type Item = number | Promise<number> | (() => number | Promise<number>)

interface Given {
  readonly iterator: PagedIterator<number>
  /** What became of the pages. */
  readonly seen: string[]
}

const given = (pages: readonly (readonly (Item | typeof skipped)[])[]): Given => {
  const seen: string[] = []
  async function* source(): AsyncGenerator<Page<number>, void, undefined> {
    try {
      for (const [number, rows] of pages.entries()) {
        seen.push(`page ${number}`)
        yield {
          rows,
          item: (index) => {
            const item = rows[index] ?? skipped
            return typeof item === 'function' ? item() : item
          },
        }
      }
    } catch (error) {
      seen.push('failed')
      throw new Error('translated', { cause: error })
    } finally {
      seen.push('closed')
    }
  }
  return { iterator: new PagedIterator(source()), seen }
}

const fault = new Error('a row that cannot be read')
const broken = (): never => {
  throw fault
}

describe('PagedIterator', () => {
  test('PagedIterator gives every item once and in order, over empty pages, late items and rows left out', async () => {
    const { iterator, seen } = given([[], [1, skipped, Promise.resolve(2)], [skipped], [3]])
    const items: number[] = []
    for await (const item of iterator) items.push(item)
    expect(items).toEqual([1, 2, 3])
    expect(seen.at(-1)).toBe('closed')
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('PagedIterator answers calls that do not wait for each other in their order', async () => {
    const { iterator } = given([[Promise.resolve(1), 2], [3]])
    const all = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()])
    expect(all.map(({ value }) => value)).toEqual([1, 2, 3, undefined])
  })

  test('PagedIterator makes an item when it is asked for, not before', async () => {
    let made = 0
    async function* source(): AsyncGenerator<Page<number>, void, undefined> {
      yield { rows: [0, 0, 0], item: () => ++made }
    }
    const iterator = new PagedIterator(source())
    await iterator.next()
    expect(made).toBe(1)
  })

  test('PagedIterator closes its pages before a loop that is left goes on', async () => {
    const { iterator, seen } = given([[1, 2], [3]])
    for await (const item of iterator) if (item === 1) break
    expect(seen).toEqual(['page 0', 'closed'])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test.each<[string, readonly (Item | typeof skipped)[]]>([
    ['at once', [1, broken]],
    ['late', [1, async () => broken()]],
    ['behind one that is left out', [1, skipped, broken]],
  ])('PagedIterator lets the pages translate what an item throws %s, and ends', async (_, rows) => {
    const { iterator, seen } = given([rows, [9]])
    await iterator.next()
    await expect(iterator.next()).rejects.toMatchObject({ message: 'translated', cause: fault })
    expect(seen).toEqual(['page 0', 'failed', 'closed'])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('PagedIterator.throw() ends the pages with the error', async () => {
    const { iterator, seen } = given([[1, 2]])
    await iterator.next()
    await expect(iterator.throw(fault)).rejects.toMatchObject({ cause: fault })
    expect(seen).toEqual(['page 0', 'failed', 'closed'])
  })
})
