-- Parts of the functions below; no service may call them.

-- Makes namespaces and all that they are in last at least as long as a task in them, up to the next midnight (UTC), so that
-- most insertions find all of it done. Rows are locked in one order, by parent and name, so that two of these calls cannot
-- wait for each other.
create or replace function taskcluster.extend_index_namespaces(namespaces_in text[], expires_in timestamptz) returns void
language plpgsql
set search_path = taskcluster, pg_temp
as $$
declare
  midnight constant timestamptz := least(
    date_trunc('day', expires_in, 'UTC') + interval '1 day', '9999-12-31 23:59:59.999 UTC'::timestamptz);
begin
  insert into index_namespaces as n (parent, name, expires)
  select w.parent, w.name, midnight
  from (
    select distinct array_to_string(words[:depth - 1], '.') as parent, words[depth] as name
    from unnest(namespaces_in) namespace
      cross join lateral string_to_array(namespace, '.') words
      cross join lateral generate_series(1, cardinality(words)) depth
  ) w
  where not exists (
    select from index_namespaces k where k.parent = w.parent and k.name = w.name and k.expires >= midnight)
  order by w.parent collate "C", w.name collate "C"
  on conflict (parent, name) do update
  set expires = excluded.expires
  where n.expires < excluded.expires;
end
$$;
