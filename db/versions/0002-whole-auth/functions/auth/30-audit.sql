-- Records that actor_in did action_in, such as 'created', 'updated' or 'deleted', to an entity of one of the types client,
-- role, secret, hook and worker-pool. For the functions of all services: each calls it in the transaction of the change.
create or replace function taskcluster.record_audit(
  entity_type_in text, entity_id_in text, action_in text, actor_in text
) returns void
language sql
set search_path = taskcluster, pg_temp
as $$
  insert into audit_history (entity_type, entity_id, client_id, action_type)
  values (entity_type_in, entity_id_in, actor_in, action_in)
$$;

-- Records what was done to a client, and announces it.
create or replace function taskcluster.record_client_change(
  exchange_in text, client_id_in text, action_in text, actor_in text
) returns void
language plpgsql
set search_path = taskcluster, pg_temp
as $$
begin
  perform record_audit('client', client_id_in, action_in, actor_in);
  perform append_event(
    'exchange/taskcluster-auth/v1/' || exchange_in, '_', '{}'::text[],
    json_build_object('version', 1, 'clientId', client_id_in));
end;
$$;

-- Records what was done to a role, and announces it.
create or replace function taskcluster.record_role_change(
  exchange_in text, role_id_in text, action_in text, actor_in text
) returns void
language plpgsql
set search_path = taskcluster, pg_temp
as $$
begin
  perform record_audit('role', role_id_in, action_in, actor_in);
  perform append_event(
    'exchange/taskcluster-auth/v1/' || exchange_in, '_', '{}'::text[],
    json_build_object('version', 1, 'roleId', role_id_in));
end;
$$;

-- What was done to an entity, oldest first: limit_in entries at most, those after the entry of the id after_in. Null stands
-- for the beginning.
create or replace function auth.get_entity_history(
  entity_type_in text, entity_id_in text, after_in bigint, limit_in integer
) returns setof auth.audit_entry
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select id, entity_type, entity_id, client_id, action_type, created
  from audit_history
  where entity_type = entity_type_in and entity_id = entity_id_in and id > coalesce(after_in, 0)
  order by id
  limit limit_in
$$;

-- What a client did, oldest first; otherwise as get_entity_history.
create or replace function auth.list_audit_history(client_id_in text, after_in bigint, limit_in integer)
returns setof auth.audit_entry
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select id, entity_type, entity_id, client_id, action_type, created
  from audit_history
  where client_id = client_id_in and id > coalesce(after_in, 0)
  order by id
  limit limit_in
$$;

-- Deletes at most limit_in entries that were made before before_in; returns how many.
create or replace function auth.delete_old_audit_history(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  deleted integer;
begin
  delete from audit_history
  where id = any (array(
    select id from audit_history where created < before_in order by created limit limit_in for update skip locked));
  get diagnostics deleted = row_count;
  return deleted;
end;
$$;
