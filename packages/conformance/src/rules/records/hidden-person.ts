import type { Records } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { people, type People } from './shapes.ts'

/** Two people, `live` and `dead`, who is soft-deleted. */
export const hiddenPerson = async (context: Context): Promise<Records<People>> => {
  const records = await context.records(people(context.name()))
  await records.insertMany([
    { id: 'live', email: 'live', age: 1 },
    { id: 'dead', email: 'dead', age: 9 },
  ])
  await records.delete('dead')
  return records
}
