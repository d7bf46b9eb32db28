-- Sending something through another system is: claim it here, send it, finish or release it here. A claim that is neither
-- finished nor released, because its process died, lapses; then the notification may be claimed again.

-- Claims a notification. The outcome is claimed, or why it is not to be sent: denied, duplicate, rate-limited, or in-progress
-- if somebody else has claimed it. messages_in e-mails may go to one address within period_in; null stands for no limit.
create or replace function notify.claim_notification(
  notification_type_in text, address_in text, fingerprint_in bytea, claim_in uuid, claim_time_in interval,
  messages_in integer, period_in interval
) returns notify.outcome
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  moment constant timestamptz := clock_timestamp();
  remaining integer;
begin
  if is_denylisted(notification_type_in, address_in) then
    return row('denied', null)::notify.outcome;
  end if;
  if not take_fingerprint(fingerprint_in, claim_in, moment, claim_time_in) then
    if exists (select from notifications n where n.fingerprint = fingerprint_in and n.claim is null) then
      return row('duplicate', null)::notify.outcome;
    end if;
    return row('in-progress', null)::notify.outcome;
  end if;
  if messages_in is not null then
    remaining := take_quota(address_key(notification_type_in, address_in), moment, messages_in, period_in);
    if remaining < 0 then
      delete from notifications where fingerprint = fingerprint_in;
      return row('rate-limited', 0)::notify.outcome;
    end if;
  end if;
  return row('claimed', remaining)::notify.outcome;
end
$$;

-- What was claimed was sent: for this time it is not to be sent again.
create or replace function notify.finish_notification(fingerprint_in bytea, claim_in uuid, keep_in interval) returns void
language sql security definer
set search_path = taskcluster, pg_temp
as $$
  update notifications set claim = null, expires = clock_timestamp() + keep_in
  where fingerprint = fingerprint_in and claim = claim_in
$$;

-- What was claimed could not be sent: it may be claimed again, and does not count for the limit.
create or replace function notify.release_notification(
  notification_type_in text, address_in text, fingerprint_in bytea, claim_in uuid
) returns void
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  moment timestamptz;
begin
  delete from notifications where fingerprint = fingerprint_in and claim = claim_in returning claimed into moment;
  update email_quotas q
  set sent = q.sent[:p.place - 1] || q.sent[p.place + 1:]
  from (select array_position(o.sent, moment) as place from email_quotas o
    where o.address_key = address_key(notification_type_in, address_in) for update) p
  where notification_type_in = 'email' and q.address_key = address_key(notification_type_in, address_in)
    and p.place is not null;
end
$$;

-- Publishes a message on the exchange of notifications: sent, or why not (denied, duplicate).
create or replace function notify.publish_notification(
  address_in text, routing_key_in text, cc_in text[], message_in json, fingerprint_in bytea, keep_in interval
) returns notify.outcome
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
begin
  if is_denylisted('pulse', address_in) then
    return row('denied', null)::notify.outcome;
  end if;
  if not take_fingerprint(fingerprint_in, null, clock_timestamp(), keep_in) then
    return row('duplicate', null)::notify.outcome;
  end if;
  perform append_event(
    'exchange/taskcluster-notify/v1/notification', routing_key_in, cc_in,
    json_build_object('version', 1, 'message', message_in));
  return row('sent', null)::notify.outcome;
end
$$;

-- Deletes what counts for nothing any more: a bounded batch of each kind, the oldest first; returns how many rows. Several may
-- run at once.
create or replace function notify.expire_notifications(limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  moment constant timestamptz := clock_timestamp();
  fingerprints bytea[] := array(
    select n.fingerprint from notifications n
    where n.expires < moment order by n.expires limit limit_in for update skip locked);
  keys text[] := array(
    select q.address_key from email_quotas q
    where q.expires < moment order by q.expires limit limit_in for update skip locked);
begin
  delete from notifications n where n.fingerprint = any (fingerprints);
  delete from email_quotas q where q.address_key = any (keys);
  return cardinality(fingerprints) + cardinality(keys);
end
$$;
