-- Parts of the functions below; no service may call them.

create or replace function taskcluster.client_of(client_in taskcluster.clients) returns auth.client
language sql immutable
as $$
  select row(
    client_in.client_id, client_in.description, client_in.encrypted_access_token, client_in.expires, client_in.disabled,
    client_in.scopes, client_in.delete_on_expiration, client_in.created, client_in.last_modified,
    client_in.last_date_used, client_in.last_rotated)::auth.client
$$;

create or replace function taskcluster.role_of(role_in taskcluster.roles) returns auth.role
language sql immutable
as $$
  select row(role_in.role_id, role_in.description, role_in.scopes, role_in.created, role_in.last_modified)::auth.role
$$;

-- The time of a change, in the milliseconds that the API shows, and later than the change before it.
create or replace function taskcluster.time_of_change(last_change_in timestamptz default null) returns timestamptz
language sql volatile
set search_path = taskcluster, pg_temp
as $$
  select greatest(date_trunc('milliseconds', clock_timestamp()), last_change_in + interval '1 millisecond')
$$;

-- Records what was done to a client, and announces it.
create or replace function taskcluster.record_client_change(
  exchange_in text, client_id_in text, action_in text, actor_in text
) returns void
language plpgsql
set search_path = taskcluster, pg_temp
as $$
begin
  insert into audit_history (entity_type, entity_id, client_id, action_type)
  values ('client', client_id_in, actor_in, action_in);
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
  insert into audit_history (entity_type, entity_id, client_id, action_type)
  values ('role', role_id_in, actor_in, action_in);
  perform append_event(
    'exchange/taskcluster-auth/v1/' || exchange_in, '_', '{}'::text[],
    json_build_object('version', 1, 'roleId', role_id_in));
end;
$$;

create or replace function taskcluster.raise_client_not_found() returns void
language plpgsql
as $$
begin
  raise exception using errcode = 'TC404', message = 'Client not found';
end;
$$;
