export type { BuilderOptions } from './options.ts'
export { writeJson, type WriteList } from './bindable.ts'
export { listWriter, type ListSpelling } from './list-writer.ts'
