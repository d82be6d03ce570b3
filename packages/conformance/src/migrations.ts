export { asked, type Asked } from './migrations/asked.ts'
export { lintOn } from './migrations/lint-on.ts'
export {
  hazardTests,
  type HazardCase,
  type HazardTests,
  type JudgedCase,
  type SilentCase,
} from './migrations/hazard-tests.ts'
export { statementEndTests, type StatementEndTests } from './migrations/statement-end-tests.ts'
