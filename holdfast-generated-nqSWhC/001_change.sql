-- change 0: generated for postgres. Read it before it is applied: what it says is yours from now on.
-- It can be undone.

-- adds the index "any_0_n_index" to "any_0" (additive)
--   PG01: writers wait while it is built; createIndex() or concurrently does not stop them
create index "any_0_n_index" on "any_0" ("n" nulls first);

-- adds the reference "any_0_n_reference" to "any_0" (data)
--   DD03: it fails while a row does not keep to it
--   PG06: both tables are locked while rows are checked; not valid and validate are not so
alter table "any_0" add constraint "any_0_n_reference" foreign key ("n") references "any_0_p" ("id") on delete cascade;
