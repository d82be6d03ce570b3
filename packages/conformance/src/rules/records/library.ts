import type { Records } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { people, posts, type People, type Posts } from './shapes.ts'

export interface Library {
  /** The posts, whose `authorId` refers to the people. */
  readonly table: Posts
  readonly up: Records<People>
  readonly down: Records<Posts>
}

/** Three people, one without posts, and four posts, one without an author. */
export const library = async (context: Context): Promise<Library> => {
  const authors = people(context.name())
  const table = posts(context.name(), authors, 'restrict')
  await context.tables([authors, table])
  const up = context.session.records(authors)
  const down = context.session.records(table)
  await up.insertMany(['a', 'b', 'c'].map((id) => ({ id, email: id })))
  await down.insertMany([
    { id: '4', authorId: 'a', title: 'four' },
    { id: '2', authorId: 'a', title: 'two' },
    { id: '1', title: 'one' },
    { id: '3', authorId: 'b', title: 'three' },
  ])
  return { table, up, down }
}
