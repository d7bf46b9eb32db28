-- Parts of the functions below; no service may call them.

-- What addresses are compared by: e-mail addresses regardless of case, all others as they are.
create or replace function taskcluster.address_key(notification_type_in text, address_in text) returns text
language sql immutable
as $$
  select case when notification_type_in = 'email' then lower(address_in) else address_in end
$$;

create or replace function taskcluster.is_denylisted(notification_type_in text, address_in text) returns boolean
language sql stable
set search_path = taskcluster, pg_temp
as $$
  select exists (
    select from denylisted_notifications d
    where d.notification_type = notification_type_in and d.address_key = address_key(notification_type_in, address_in))
$$;

-- Takes a fingerprint for a claim, or for good if the claim is null. False if it is taken already.
create or replace function taskcluster.take_fingerprint(
  fingerprint_in bytea, claim_in uuid, moment_in timestamptz, time_in interval
) returns boolean
language plpgsql
set search_path = taskcluster, pg_temp
as $$
begin
  insert into notifications as n (fingerprint, claim, claimed, expires)
  values (fingerprint_in, claim_in, moment_in, moment_in + time_in)
  on conflict (fingerprint) do update
    set claim = excluded.claim, claimed = excluded.claimed, expires = excluded.expires
    where n.expires <= moment_in;
  return found;
end
$$;

-- Counts one more e-mail to the address at this moment, unless as many as allowed were sent within the period before. Returns
-- how many may still be sent, or -1 if this one may not.
create or replace function taskcluster.take_quota(
  address_key_in text, moment_in timestamptz, messages_in integer, period_in interval
) returns integer
language plpgsql
set search_path = taskcluster, pg_temp
as $$
declare
  recent timestamptz[];
begin
  insert into email_quotas (address_key, sent, expires) values (address_key_in, '{}', moment_in + period_in)
  on conflict (address_key) do nothing;
  select q.sent into recent from email_quotas q where q.address_key = address_key_in for update;
  if not found then
    -- It was swept between the two statements, so nothing was sent lately.
    return take_quota(address_key_in, moment_in, messages_in, period_in);
  end if;
  recent := array(select s from unnest(recent) s where s > moment_in - period_in);
  if cardinality(recent) >= messages_in then
    return -1;
  end if;
  update email_quotas set sent = recent || moment_in, expires = greatest(expires, moment_in + period_in)
  where address_key = address_key_in;
  return messages_in - cardinality(recent) - 1;
end
$$;
