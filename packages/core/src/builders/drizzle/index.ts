export { loggerOf, type DrizzleOptions } from './options.ts'
export { plainErrors } from './plain-errors.ts'
export { Remote, type RemoteEngine } from './remote.ts'
export { relationsOf } from './relations.ts'
