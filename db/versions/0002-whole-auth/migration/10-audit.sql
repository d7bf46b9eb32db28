-- The audit history is read through the API, and what is old is deleted.

-- The kinds of entities that the API knows; the rows of others would never be seen.
alter table taskcluster.audit_history
  add constraint audit_history_entity_type_check
  check (entity_type in ('client', 'role', 'secret', 'hook', 'worker-pool'));

-- For deleting what is old.
create index audit_history_created_idx on taskcluster.audit_history (created);

create type auth.audit_entry as (
  id bigint,
  entity_type text,
  entity_id text,
  client_id text,
  action_type text,
  created timestamptz
);
