export { conformance, type ConformanceOptions } from './conformance.ts'
export type {
  Access,
  Condition,
  CuttablePlace,
  Faults,
  FillablePlace,
  Harness,
  KillablePlace,
  Place,
  PlanReader,
  Provocation,
  Stage,
  Worker,
  WorkerModule,
} from './harness.ts'
export { faultLayer, type FaultLayer } from './faults/fault-layer.ts'
export { lostAt, type DriverCall, type DriverCallKind, type Fault, type FaultPlan } from './faults/fault.ts'
export { sabotage, saboteurs } from './saboteurs.ts'
export type { Saboteur } from './saboteurs/saboteur.ts'
export { isProof, matrix, readReports } from './matrix.ts'
export type { Report } from './report.ts'
export type { Rule } from './rule.ts'
