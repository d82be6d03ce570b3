import { afterEach, expect, test, vi } from 'vitest'
import { postgresUrl } from '@holdfast/postgres-server'
import { settings } from '../src/options.ts'
import { fromUrl, postgres } from '../src/index.ts'
import { driverOn, run } from './drivers.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('postgres() without anything follows the PG* variables', async () => {
  const url = new URL(await postgresUrl())
  vi.stubEnv('PGHOST', url.hostname)
  vi.stubEnv('PGPORT', url.port)
  vi.stubEnv('PGUSER', decodeURIComponent(url.username))
  vi.stubEnv('PGPASSWORD', decodeURIComponent(url.password))
  vi.stubEnv('PGDATABASE', 'postgres')
  vi.stubEnv('PGAPPNAME', 'by-variable')
  vi.stubEnv('PGCONNECT_TIMEOUT', '3')
  const driver = await driverOn({})
  expect((await run(driver, "select current_setting('application_name')")).rows).toEqual([['by-variable']])
  expect(settings({}).connectTimeout).toBe(3000)
})

test('an option wins over the URL, and the URL over a variable', () => {
  vi.stubEnv('PGHOST', 'variable')
  vi.stubEnv('PGPORT', '1')
  vi.stubEnv('PGUSER', '')
  vi.stubEnv('PGSSLMODE', 'require')
  const merged = settings({ url: 'postgres://u@url:2/d?sslmode=disable', host: 'option' })
  expect(merged).toMatchObject({
    host: 'option',
    port: 2,
    user: 'u',
    database: 'd',
    tls: { mode: 'disable' },
  })
  expect(settings({ url: 'postgres://' })).toMatchObject({
    host: 'variable',
    port: 1,
    tls: { mode: 'require' },
  })
})

test.each([
  ['postgres://us%40er:p%2Fw@host/d%20b', { user: 'us@er', password: 'p/w', host: 'host', database: 'd b' }],
  ['postgresql://[::1]:77/d', { host: '::1', port: 77 }],
  ['postgres:///d?host=/run/pg', { host: '/run/pg', database: 'd' }],
  ['postgres://%2Frun%2Fpg/d', { host: '/run/pg' }],
  ['postgres://me@/d', { user: 'me', database: 'd', host: 'localhost' }],
  [
    'postgres://h?user=u&password=p&dbname=d&port=9',
    { host: 'h', user: 'u', password: 'p', database: 'd', port: 9 },
  ],
  ['postgres://h/d?schema=app&max=1&connect_timeout=2', { schema: 'app', max: 1, connectTimeout: 2000 }],
])('postgres(%s) means what libpq means', (url, expected) => {
  vi.stubEnv('PGHOST', '')
  vi.stubEnv('PGPORT', '')
  expect(settings({ url })).toMatchObject(expected)
})

test('password may be a function, which is asked for each connection', async () => {
  const url = new URL(await postgresUrl())
  const right = decodeURIComponent(url.password)
  url.password = ''
  const password = vi.fn<() => Promise<string>>(() => Promise.resolve(right))
  const driver = await driverOn({ url: url.href, password, max: 2 })
  await Promise.all([run(driver, 'select pg_sleep(0.05)'), run(driver, 'select pg_sleep(0.05)')])
  expect(password).toHaveBeenCalledTimes(2)
})

test('a password function that fails is a permission error, with its own error as the cause', async () => {
  const cause = new Error('the vault is shut')
  const opened = driverOn({ url: await postgresUrl(), password: () => Promise.reject(cause) })
  await expect(opened).rejects.toMatchObject({ code: 'permission', retryable: false, cause })
})

test.each([
  [{ max: 0 }, RangeError],
  [{ port: 1.5 }, RangeError],
  [{ url: 'postgres://h/d?sslmode=maybe' }, RangeError],
  [{ url: 'postgres://h/d?nonsense=1' }, TypeError],
  [{ url: 'mysql://h/d' }, TypeError],
  [{ sslmode: 'verify-ca' as const }, TypeError],
])('postgres(%j) throws at once', (options, error) => {
  expect(() => postgres(options)).toThrow(error)
})

test('a URL that cannot be read is not quoted, for it holds a password', () => {
  expect(() => postgres('postgres://u:hunter2@h:port/d')).toThrow(TypeError)
  expect(() => postgres('postgres://u:hunter2@h:port/d')).not.toThrow('hunter2')
})

test('fromUrl() makes a backend with every capability declared', () => {
  const backend = fromUrl('postgres://h/d')
  expect(backend.name).toBe('postgres')
  expect(Object.values(backend.capabilities)).toEqual(Object.values(backend.capabilities).map(() => true))
})
