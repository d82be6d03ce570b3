import { Connection } from 'pg'
import type { Settings } from '../options.ts'
import type { Wire } from './wire.ts'

/** How long a cancel request may take. Milliseconds. */
const patience = 5_000

interface CancelConnection {
  connect(port: number | string, host?: string): void
  requestSsl(): void
  cancel(processID: number, secretKey: number): void
  on(event: 'connect' | 'sslconnect' | 'end' | 'error', listener: (error?: Error) => void): void
  readonly stream: { destroy(): void }
}

/**
 * Asks the server, on a connection of its own, to stop what `wire` runs. Resolves when that connection has been closed by
 * the server, which is after the signal was sent: from then on it cannot hit a later statement unnoticed.
 */
export const cancel = async (wire: Wire, settings: Settings): Promise<void> => {
  const { processID, secretKey } = wire.key
  const connection = new Connection({ ssl: wire.tls }) as unknown as CancelConnection
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('The cancel request was not taken in time'))
      connection.stream.destroy()
    }, patience)
    const ask = (): void => connection.cancel(processID, secretKey)
    connection.on('connect', () => (wire.tls === false ? ask() : connection.requestSsl()))
    connection.on('sslconnect', ask)
    connection.on('error', (error) => {
      clearTimeout(timer)
      reject(error ?? new Error('The cancel request failed'))
    })
    connection.on('end', () => {
      clearTimeout(timer)
      resolve()
    })
    if (settings.host.startsWith('/')) connection.connect(`${settings.host}/.s.PGSQL.${settings.port}`)
    else connection.connect(settings.port, settings.host)
  })
}
