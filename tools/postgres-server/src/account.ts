import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The user a server runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

const unprivileged = ['postgres', 'nobody']

/**
 * The account that servers are started as: none (our own) for an ordinary user, an unprivileged one for root, because
 * PostgreSQL and PgBouncer refuse to run as root.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of unprivileged) {
    const account = await lookUp(name)
    if (account) return account
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and there is no account named ${unprivileged.join(' or ')}. ` +
      'Add one (useradd --system postgres), or run as an ordinary user, or set HOLDFAST_POSTGRES_URL.',
  )
}

/** Asks `id`, which also knows accounts that are not in /etc/passwd. */
async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout), name }
  } catch {
    return undefined
  }
}

/** The spawn options that make a child run as the account. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}
