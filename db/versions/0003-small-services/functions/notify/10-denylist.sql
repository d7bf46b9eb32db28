-- Adding an address that is there already changes nothing.
create or replace function notify.add_denylist_address(notification_type_in text, address_in text) returns void
language sql security definer
set search_path = taskcluster, pg_temp
as $$
  insert into denylisted_notifications (notification_type, address_key, notification_address)
  values (notification_type_in, address_key(notification_type_in, address_in), address_in)
  on conflict (notification_type, address_key) do nothing
$$;

-- Returns how many addresses were deleted: 1 or 0.
create or replace function notify.delete_denylist_address(notification_type_in text, address_in text) returns integer
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  deleted integer;
begin
  delete from denylisted_notifications d
  where d.notification_type = notification_type_in and d.address_key = address_key(notification_type_in, address_in);
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

create or replace function notify.exists_denylist_address(notification_type_in text, address_in text) returns boolean
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select is_denylisted(notification_type_in, address_in)
$$;

-- Denied addresses in the order of their types and keys: those after the given ones (null for all), limit_in of them at most.
create or replace function notify.all_denylist_addresses(after_type_in text, after_key_in text, limit_in integer)
returns setof notify.denylisted_address
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select d.notification_type, d.address_key, d.notification_address
  from denylisted_notifications d
  where (d.notification_type, d.address_key) > (coalesce(after_type_in, ''), coalesce(after_key_in, ''))
  order by d.notification_type, d.address_key
  limit limit_in
$$;
