export { SessionDriver } from './driver.ts'
export { lockMigrations, unlockMigrations } from './migration-lock.ts'
export type { KyselyOptions } from './options.ts'
