import { sqlBackend, type Backend, type Connection, type Driver, type Statement } from '@holdfast/core'
import { capabilities, limits } from '../src/capabilities.ts'
import { dialect } from '../src/dialect.ts'
import { openDriver } from '../src/driver.ts'
import { settings, type PostgresOptions } from '../src/options.ts'

/** The same statement with the condition on `column` made true wherever it stands; one without it stays what it is. */
const forget = (statement: Statement, column: string): Statement => {
  const condition = new RegExp(`(?:\\w+\\.)?"${column}" = (\\$\\d+)`, 'g')
  const text = statement.text.replaceAll(condition, '$1::text is not null')
  return text === statement.text ? statement : { ...statement, text }
}

const spoil = (connection: Connection, column: string): Connection =>
  new Proxy(connection, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      return (...given: readonly unknown[]): unknown => {
        const [first, ...rest] = given
        if (property === 'execute' || property === 'stream')
          return value.call(target, forget(first as Statement, column), ...rest)
        if (property === 'pipeline' || property === 'commitEach') {
          const statements = (first as readonly Statement[]).map((one) => forget(one, column))
          return value.call(target, statements, ...rest)
        }
        return value.apply(target, given)
      }
    },
  })

/** PostgreSQL under a library that forgets to ask for the tenant: only the second line is left. */
export const withoutTenant = (options: PostgresOptions, column: string): Backend => {
  const checked = settings(options)
  return sqlBackend({
    name: 'postgres',
    capabilities,
    limits,
    dialect: dialect(checked.schema, checked.rowLevelSecurity),
    open: async (): Promise<Driver> => {
      const driver = await openDriver(checked)
      return {
        ...driver,
        acquire: async (kind, wait, tenancy) => spoil(await driver.acquire(kind, wait, tenancy), column),
      }
    },
  })
}
