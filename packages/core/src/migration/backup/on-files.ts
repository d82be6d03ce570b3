import { HoldfastError, type ErrorCode } from '../../errors.ts'

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'not-found',
  EACCES: 'permission',
  EPERM: 'permission',
  EROFS: 'read-only',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
}

const remedies: Partial<Readonly<Record<ErrorCode, string>>> = {
  'not-found': 'there is no such file or folder',
  permission: 'this account may not; give it the right, or name another folder',
  'read-only': 'nothing can be written there; name another folder',
  'disk-full': 'there is no room left; make room, or name another folder',
}

/** Speaks of what the system refuses as of any other failure. All else passes as it is. */
export const onFiles = async <R>(action: string, body: () => Promise<R>): Promise<R> => {
  try {
    return await body()
  } catch (error) {
    throw ofSystem(error) ? toFileError(error, action) : error
  }
}

const ofSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && !(error instanceof HoldfastError) && 'errno' in error && 'syscall' in error

const toFileError = (cause: NodeJS.ErrnoException, action: string): HoldfastError => {
  const code = codes[cause.code ?? ''] ?? 'io'
  const place = cause.path === undefined ? '' : `${cause.path}: `
  const why = remedies[code] ?? 'the system refused it; look at the disk, and try again'
  return new HoldfastError(code, `Cannot ${action}: ${place}${why} (${cause.code})`, { cause })
}
