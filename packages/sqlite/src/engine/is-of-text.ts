/** What the engine says while it compiles a statement, when it has read no row yet. Its functions quote their arguments, so all else may hold a value. */
const sentences: readonly RegExp[] = [
  /^no such (?:table|column|function|index|view|trigger|module|collation sequence|database): /,
  /^(?!fts).*: syntax error$/s,
  /^(?:incomplete input|unrecognized token: )/,
  /^(?:table|view|index|trigger) .+ already exists$/s,
  /^there is already (?:a|an|another) (?:table|view|index|trigger)/,
  /^table .+ has (?:no column named|\d+ columns but|more than one primary key)/s,
  /^(?:duplicate column name:|ambiguous column name:|unknown column|unknown table option:|unknown datatype for|object name reserved) /,
  /^(?:Cannot|cannot) (?:add|drop|rename|modify|create|use|UPSERT|INSERT|UPDATE|DELETE|start|commit) /,
  /^(?:use|may not|misuse of|wrong number of arguments|row value misused|sub-select returns|\d+ values for) /,
  /^(?:near|error in|AUTOINCREMENT|default value of column|foreign key|number of columns in foreign key|parameters prohibited|non-deterministic|generated column|expected \d+ columns) /,
]

export const isOfText = ({ message }: Error): boolean => sentences.some((sentence) => sentence.test(message))
