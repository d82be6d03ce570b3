/** What the engine takes as the default of a column that it adds: of anything else it makes several statements, and prepares none of them. */
export const constant: RegExp = /^\(?(?:-?\d+(?:\.\d+)?|'(?:[^']|'')*'|null)\)?$/i
