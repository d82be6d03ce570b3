export { createTable, run, sqlStep } from './steps/index.ts'
