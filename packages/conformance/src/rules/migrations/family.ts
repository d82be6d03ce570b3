import type { Migration } from '@holdfast/core'

/** Makes a parent with two rows, and for each of them a child that goes with it. */
export const family = (parent: string, child: string): Migration => ({
  version: 1,
  name: 'family',
  up: `create table ${parent} (id integer primary key);
insert into ${parent} values (1), (2);
create table ${child} (id integer primary key, parent_id integer references ${parent} (id) on delete cascade);
insert into ${child} values (1, 1), (2, 2)`,
})
