import { postgresUrl } from '@holdfast/postgres-server'
import { onTestFinished } from 'vitest'
import { name, run, testDriver } from './drivers.ts'

const password = 'plain'

/** A role with no rights but these, dropped when the test ends. What it is given must be dropped before: make that after. */
export const plainRole = async (attributes = ''): Promise<string> => {
  const role = name('role')
  const admin = await testDriver({ max: 1 })
  await run(admin, `create role ${role} login password '${password}' ${attributes}`)
  onTestFinished(async () => {
    await run(admin, `drop role ${role}`)
  })
  return role
}

/** The same place for another role made here. */
export const asRole = (url: string, role: string): string => {
  const other = new URL(url)
  other.username = role
  other.password = password
  return other.href
}

/** An empty database of a role that is nothing else, both dropped when the test ends. Resolves with the role's URL. */
export const plainDatabase = async (attributes = ''): Promise<string> => {
  const role = await plainRole(attributes)
  const database = name('db')
  const admin = await testDriver({ max: 1 })
  await run(admin, `create database ${database} owner ${role}`)
  onTestFinished(async () => {
    await run(admin, `drop database ${database} with (force)`)
  })
  const url = new URL(await postgresUrl())
  url.pathname = `/${database}`
  return asRole(url.href, role)
}
