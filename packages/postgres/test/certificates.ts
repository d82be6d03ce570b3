import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Certificates {
  /** Where the server finds its own: `server.crt` and `server.key`. */
  readonly directory: string
  /** PEM of the authority that signed the server's certificate, and the file it is in. */
  readonly ca: string
  readonly caFile: string
}

/** An authority and a server's certificate for `localhost`, made by the openssl program. Removed when the test ends. */
export const makeCertificates = (): Certificates => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-tls-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' })
  }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '2',
    '-subj',
    '/CN=authority',
  )
  const request = ['-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost']
  openssl('req', ...key, ...request, '-addext', 'subjectAltName=DNS:localhost')
  const sign = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy']
  openssl('x509', '-req', '-in', 'server.csr', ...sign, '-days', '2', '-out', 'server.crt')
  const caFile = join(directory, 'ca.crt')
  return { directory, ca: readFileSync(caFile, 'utf8'), caFile }
}

/** The server insists that its key is its own. */
export const giveTo = (directory: string, neighbour: string): void => {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(neighbour)
  for (const file of ['.', 'server.crt', 'server.key']) chownSync(join(directory, file), uid, gid)
}
