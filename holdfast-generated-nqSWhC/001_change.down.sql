-- undo change 0: generated for postgres. Read it before it is applied: what it says is yours from now on.
-- It can be undone.

-- drops the reference "any_0_n_reference" of "any_0" (widening)
--   BC04: rows may then refer to what is not there
alter table "any_0" drop constraint "any_0_n_reference";

-- drops the index "any_0_n_index" of "any_0" (widening)
--   PG04: it waits for every query that uses the table
drop index "any_0_n_index";
