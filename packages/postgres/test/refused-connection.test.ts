import { postgresUrl } from '@holdfast/postgres-server'
import { expect, test } from 'vitest'
import { driverOn, failureOf, name, run, soon, testDriver } from './drivers.ts'

test('failure() names a wrong password, a missing right and a missing database', async () => {
  const driver = await testDriver()
  const role = name('role')
  await run(driver, `create role ${role} login password 'right'`)
  const url = new URL(await postgresUrl())
  url.username = role
  url.password = 'wrong'
  const refused = driverOn({ url: url.href })
  expect(await failureOf(driver, refused, 'acquire')).toMatchObject({
    code: 'permission',
    outcome: 'not-applied',
    retryable: false,
  })
  url.password = 'right'
  const weak = await driverOn({ url: url.href })
  expect(await failureOf(driver, run(weak, 'select * from pg_authid'))).toMatchObject({ code: 'permission' })
  url.pathname = '/nowhere'
  expect(await failureOf(driver, driverOn({ url: url.href }), 'acquire')).toMatchObject({ code: 'not-found' })
  await weak.close()
  await run(driver, `drop role ${role}`)
})

test('failure() names a server without a free connection', async () => {
  const driver = await testDriver()
  const role = name('role')
  await run(driver, `create role ${role} login password 'x' connection limit 1`)
  const url = new URL(await postgresUrl())
  url.username = role
  url.password = 'x'
  const only = await driverOn({ url: url.href })
  const held = await only.acquire('write', soon())
  const failure = await failureOf(driver, driverOn({ url: url.href }), 'acquire')
  expect(failure).toMatchObject({ code: 'busy', retryable: true, outcome: 'not-applied' })
  await held.release()
  await only.close()
  await run(driver, `drop role ${role}`)
})

test('acquire() waits for one of its own connections when the server has no other left', async () => {
  const driver = await testDriver()
  const role = name('role')
  await run(driver, `create role ${role} login password 'x' connection limit 1`)
  const url = new URL(await postgresUrl())
  url.username = role
  url.password = 'x'
  const limited = await driverOn({ url: url.href })
  const held = await limited.acquire('write', soon())
  const next = Promise.resolve(limited.acquire('write', soon()))
  await expect(limited.acquire('write', soon(300))).rejects.toMatchObject({ code: 'busy' })
  await held.release()
  await (await next).release()
  await limited.close()
  await run(driver, `drop role ${role}`)
})
