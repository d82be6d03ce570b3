export const idAndName = 'id integer primary key, name text'
