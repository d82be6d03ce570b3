import { hazardTests } from '@holdfast/conformance/migrations'
import { hazards } from '../../src/migration/hazards.ts'
import { cases } from './hazard-cases.ts'
import { judged, silent } from './judged-cases.ts'
import { linted } from './linted.ts'

hazardTests({ engine: 'PostgreSQL', hazards, cases, judged, silent, linted })
