-- A client, or no row.
create or replace function auth.get_client(client_id_in text) returns setof auth.client
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select client.* from clients c cross join lateral client_of(c) client where c.client_id = client_id_in
$$;

-- Clients in the order of their ids: those that start with prefix_in and come after after_in, limit_in of them at most.
-- Null stands for no restriction.
create or replace function auth.list_clients(prefix_in text, after_in text, limit_in integer) returns setof auth.client
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select client.*
  from clients c cross join lateral client_of(c) client
  where c.client_id >= coalesce(prefix_in, '')
    and c.client_id > coalesce(after_in, '')
    and starts_with(c.client_id, coalesce(prefix_in, ''))
  order by c.client_id
  limit limit_in
$$;

-- Creates a client and returns it. Repeating the call within 15 minutes returns the client that there is, with its access
-- token, so that a caller who lost the answer can ask again; a client that differs, is disabled or is older is a conflict.
create or replace function auth.create_client(
  client_id_in text, description_in text, encrypted_access_token_in jsonb, expires_in timestamptz, scopes_in text[],
  delete_on_expiration_in boolean, actor_in text
) returns auth.client
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  moment constant timestamptz := time_of_change();
  client clients;
begin
  loop
    insert into clients (
      client_id, description, encrypted_access_token, expires, scopes, delete_on_expiration,
      created, last_modified, last_date_used, last_rotated)
    values (
      client_id_in, description_in, encrypted_access_token_in, expires_in, scopes_in, delete_on_expiration_in,
      moment, moment, moment, moment)
    on conflict (client_id) do nothing
    returning * into client;
    exit when found;
    select * into client from clients where client_id = client_id_in for update;
    if found then
      if client.description <> description_in or client.expires <> expires_in or client.scopes <> scopes_in
        or client.delete_on_expiration <> delete_on_expiration_in or client.disabled
        or client.created < moment - interval '15 minutes' then
        raise exception using errcode = 'TC409', message = 'Client already exists';
      end if;
      exit;
    end if;
    -- It was deleted between the two statements.
  end loop;
  perform record_client_change('client-created', client_id_in, 'created', actor_in);
  return client_of(client);
end;
$$;

-- Changes a client and returns it. Null leaves scopes_in and delete_on_expiration_in as they are. A scope that the client
-- does not have already must be in grantable_in, the scopes that the caller may give away; otherwise the call is rejected
-- with code TC403 and the scopes in question as detail.
create or replace function auth.update_client(
  client_id_in text, description_in text, expires_in timestamptz, scopes_in text[], grantable_in text[],
  delete_on_expiration_in boolean, actor_in text
) returns auth.client
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  client clients;
  refused text[];
begin
  select * into client from clients where client_id = client_id_in for update;
  if not found then
    perform raise_client_not_found();
  end if;
  select array_agg(scope) into refused
  from unnest(scopes_in) scope
  where scope <> all (client.scopes) and scope <> all (grantable_in);
  if refused is not null then
    raise exception using errcode = 'TC403', message = 'The caller may not give all of the scopes',
      detail = json_build_object('scopes', refused)::text;
  end if;
  update clients
  set description = description_in,
    expires = expires_in,
    scopes = coalesce(scopes_in, client.scopes),
    delete_on_expiration = coalesce(delete_on_expiration_in, client.delete_on_expiration),
    last_modified = time_of_change(client.last_modified)
  where client_id = client_id_in
  returning * into client;
  perform record_client_change('client-updated', client_id_in, 'updated', actor_in);
  return client_of(client);
end;
$$;

-- Gives a client another access token and returns it.
create or replace function auth.reset_access_token(client_id_in text, encrypted_access_token_in jsonb, actor_in text)
returns auth.client
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  client clients;
begin
  select * into client from clients where client_id = client_id_in for update;
  if not found then
    perform raise_client_not_found();
  end if;
  client.last_modified := time_of_change(client.last_modified);
  update clients
  set encrypted_access_token = encrypted_access_token_in,
    last_modified = client.last_modified,
    last_rotated = client.last_modified
  where client_id = client_id_in
  returning * into client;
  perform record_client_change('client-updated', client_id_in, 'access token reset', actor_in);
  return client_of(client);
end;
$$;

-- Disables or enables a client, whatever it was before, and returns it.
create or replace function auth.set_client_disabled(client_id_in text, disabled_in boolean, actor_in text)
returns auth.client
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  client clients;
begin
  select * into client from clients where client_id = client_id_in for update;
  if not found then
    perform raise_client_not_found();
  end if;
  update clients
  set disabled = disabled_in, last_modified = time_of_change(client.last_modified)
  where client_id = client_id_in
  returning * into client;
  perform record_client_change(
    'client-updated', client_id_in, case when disabled_in then 'client disabled' else 'client enabled' end, actor_in);
  return client_of(client);
end;
$$;

-- Deletes a client. It is announced even if there was none, so that the call can be repeated.
create or replace function auth.delete_client(client_id_in text, actor_in text) returns void
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
begin
  delete from clients where client_id = client_id_in;
  perform record_client_change('client-deleted', client_id_in, 'deleted', actor_in);
end;
$$;

-- Deletes at most limit_in clients that have expired and are to be deleted then; returns their ids.
create or replace function auth.delete_expired_clients(limit_in integer, actor_in text) returns setof text
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  expired text;
begin
  for expired in
    select client_id from clients
    where delete_on_expiration and expires < now()
    order by expires
    limit limit_in
    for update skip locked
  loop
    delete from clients where client_id = expired;
    perform record_client_change('client-deleted', expired, 'expired', actor_in);
    return next expired;
  end loop;
end;
$$;

-- Notes when clients were last used. This is no change of the client and is not announced.
create or replace function auth.record_clients_used(client_ids_in text[], used_in timestamptz) returns void
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
begin
  -- In the order of ids, so that two of these calls cannot wait for each other.
  perform from clients where client_id = any (client_ids_in) order by client_id for update;
  update clients set last_date_used = used_in
  where client_id = any (client_ids_in) and last_date_used < used_in;
end;
$$;

-- Makes a client from the service's configuration what the configuration says, creating it if necessary.
create or replace function auth.put_static_client(
  client_id_in text, description_in text, encrypted_access_token_in jsonb, expires_in timestamptz, scopes_in text[]
) returns void
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  moment constant timestamptz := time_of_change();
begin
  insert into clients (
    client_id, description, encrypted_access_token, expires, scopes, delete_on_expiration,
    created, last_modified, last_date_used, last_rotated)
  values (
    client_id_in, description_in, encrypted_access_token_in, expires_in, scopes_in, false, moment, moment, moment, moment)
  on conflict (client_id) do update
  set description = excluded.description,
    encrypted_access_token = excluded.encrypted_access_token,
    expires = excluded.expires,
    scopes = excluded.scopes,
    disabled = false,
    last_modified = excluded.last_modified,
    last_rotated = excluded.last_rotated;
end;
$$;

-- Removes a client that the service's configuration no longer has.
create or replace function auth.remove_static_client(client_id_in text) returns void
language sql security definer
set search_path = taskcluster, pg_temp
as $$
  delete from clients where client_id = client_id_in and starts_with(client_id, 'static/')
$$;
