#!/usr/bin/env node
import { isProof, matrix, readReports } from './matrix.ts'

const [directory = process.env['HOLDFAST_REPORT'] ?? 'conformance-report'] = process.argv.slice(2)
const reports = readReports(directory)
process.stdout.write(`${matrix(reports)}\n`)
process.exitCode = isProof(reports) ? 0 : 1
