import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { postgresUrl, startPostgres, type PostgresServer } from '@holdfast/postgres-server'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { PostgresOptions } from '../src/index.ts'
import { type Certificates, giveTo, makeCertificates } from './certificates.ts'
import { connectionOf, driverOn, failureOf, of, run } from './drivers.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

/** The server with TLS, or with nothing but TLS, for the rest of the test. */
const withTls = async (isDemanded = false): Promise<Certificates> => {
  const certificates = makeCertificates()
  const data = join(server.directory, 'data')
  giveTo(certificates.directory, data)
  const [conf, hba] = [join(data, 'postgresql.auto.conf'), join(data, 'pg_hba.conf')]
  const before = [readFileSync(conf), readFileSync(hba)] as const
  onTestFinished(async () => {
    writeFileSync(conf, before[0])
    writeFileSync(hba, before[1])
    await server.restart()
  })
  const file = (name: string): string => `'${join(certificates.directory, name)}'`
  appendFileSync(
    conf,
    `\nssl = on\nssl_cert_file = ${file('server.crt')}\nssl_key_file = ${file('server.key')}\n`,
  )
  if (isDemanded) writeFileSync(hba, 'hostssl all all all scram-sha-256\n')
  await server.restart()
  return certificates
}

const localhost = (): string => server.url.replace('127.0.0.1', 'localhost')

const isEncrypted = async (options: PostgresOptions): Promise<unknown> => {
  const driver = await driverOn({ url: localhost(), max: 1, ...options })
  return (await run(driver, 'select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows[0]?.[0]
}

test.each(['disable', 'allow', 'prefer'] as const)(
  'sslmode %s connects to a server without TLS',
  async (sslmode) => {
    expect(await isEncrypted({ sslmode })).toBe(false)
  },
)

test('sslmode require is refused by a server without TLS, with a permission error', async () => {
  const driver = await driverOn({ url: await postgresUrl() })
  const failure = await failureOf(driver, isEncrypted({ sslmode: 'require' }), 'acquire')
  expect(failure).toMatchObject({ code: 'permission', retryable: false, outcome: 'not-applied' })
  expect(failure.message).toContain('no TLS')
})

test('every sslmode does with TLS what libpq does', async () => {
  const { ca, caFile } = await withTls()
  expect(await isEncrypted({ sslmode: 'disable' })).toBe(false)
  expect(await isEncrypted({ sslmode: 'allow' })).toBe(false)
  expect(await isEncrypted({})).toBe(true)
  expect(await isEncrypted({ sslmode: 'require' })).toBe(true)
  expect(await isEncrypted({ sslmode: 'verify-ca', ca })).toBe(true)
  expect(await isEncrypted({ sslmode: 'verify-full', ca })).toBe(true)
  expect(await isEncrypted({ url: `${localhost()}?sslmode=verify-full&sslrootcert=${caFile}` })).toBe(true)
  const driver = await driverOn({ url: await postgresUrl() })
  const refused: readonly PostgresOptions[] = [
    { sslmode: 'verify-full' },
    // The certificate is for localhost.
    { sslmode: 'verify-full', ca, host: '127.0.0.1' },
    // Another authority of the same name.
    { sslmode: 'verify-ca', ca: makeCertificates().ca },
    { sslmode: 'require', ca: makeCertificates().ca },
  ]
  for (const options of refused) {
    const failure = await failureOf(driver, isEncrypted(options), 'acquire')
    expect(failure).toMatchObject({ code: 'permission', retryable: false })
    expect(failure.message).toContain('certificate was refused')
  }
  expect(await isEncrypted({ sslmode: 'verify-ca', ca, host: '127.0.0.1' })).toBe(true)
})

test('a server that demands TLS refuses sslmode disable and takes allow', async () => {
  await withTls(true)
  const driver = await driverOn({ url: await postgresUrl() })
  const failure = await failureOf(driver, isEncrypted({ sslmode: 'disable' }), 'acquire')
  expect(failure).toMatchObject({ code: 'permission', outcome: 'not-applied' })
  expect(await isEncrypted({ sslmode: 'allow' })).toBe(true)
})

test('interrupt() and a pipeline in one write work through TLS too', async () => {
  const { ca } = await withTls(true)
  const driver = await driverOn({ url: localhost(), sslmode: 'verify-full', ca })
  const connection = await connectionOf(driver)
  const failure = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
  await connection.interrupt?.()
  expect(await failure).toMatchObject({ code: 'cancelled' })
  const settled = await connection.pipeline([of('select 1'), of('select 2')])
  expect(settled.map(({ ok }) => ok)).toEqual([true, true])
})
