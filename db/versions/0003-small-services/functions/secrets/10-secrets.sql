-- A secret, or no row if there is none or it has expired.
create or replace function secrets.get_secret(name_in text)
returns table (encrypted_secret jsonb, expires timestamptz)
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select s.encrypted_secret, s.expires from secrets s where s.name = name_in and s.expires >= now()
$$;

-- The names of secrets that have not expired, in their order: those after after_in, limit_in of them at most. Null is no
-- restriction.
create or replace function secrets.list_secrets(after_in text, limit_in integer) returns setof text
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select s.name from secrets s
  where s.name > coalesce(after_in, '') and s.expires >= now()
  order by s.name
  limit limit_in
$$;

-- Sets a secret, whether or not there is one. Returns what this did, in the words of the audit history: a secret that has
-- expired is gone for everybody, so setting it creates one.
create or replace function secrets.set_secret(
  name_in text, encrypted_secret_in jsonb, expires_in timestamptz, actor_in text
) returns text
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  action text := 'created';
  present_expires timestamptz;
begin
  loop
    insert into secrets (name, encrypted_secret, expires) values (name_in, encrypted_secret_in, expires_in)
    on conflict (name) do nothing;
    exit when found;
    select s.expires into present_expires from secrets s where s.name = name_in for update;
    if found then
      if present_expires >= now() then
        action := 'updated';
      end if;
      update secrets set encrypted_secret = encrypted_secret_in, expires = expires_in where name = name_in;
      exit;
    end if;
    -- It was removed between the two statements.
  end loop;
  perform record_audit('secret', name_in, action, actor_in);
  return action;
end;
$$;

-- Removes a secret. This is recorded even if there was none, so that the call can be repeated.
create or replace function secrets.remove_secret(name_in text, actor_in text) returns void
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
begin
  delete from secrets where name = name_in;
  perform record_audit('secret', name_in, 'deleted', actor_in);
end;
$$;

-- Deletes at most limit_in secrets that have expired; returns their names. Several may do so at once.
create or replace function secrets.delete_expired_secrets(limit_in integer, actor_in text) returns setof text
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  expired text;
begin
  for expired in
    select s.name from secrets s
    where s.expires < now()
    order by s.expires
    limit limit_in
    for update skip locked
  loop
    delete from secrets where name = expired;
    perform record_audit('secret', expired, 'expired', actor_in);
    return next expired;
  end loop;
end;
$$;
