import { writeJson, type WriteList } from '@holdfast/core/builders'

/** A query builder's array as a parameter. The engine has no arrays, so it can only mean JSON. */
export const writeList: WriteList = writeJson
