-- Makes the partitions of the coming week and drops those whose last day ended longer ago than the retention. A partition that
-- a durable reader has yet to read is kept up to four times as long. Returns what was done; nothing when another session is at
-- it. Never waits long for a lock: what cannot be done now is done by the next run.
create or replace function pulse.maintain_partitions(retention_in interval)
returns table (action text, partition_name text)
language plpgsql security definer set search_path = taskcluster, pg_temp set lock_timeout = '2s' as $$
declare
  today date := (clock_timestamp() at time zone 'UTC')::date;
  day date;
  last_id bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('taskcluster.events', 0)) then
    return;
  end if;
  for day in select today + days from generate_series(0, 7) days loop
    partition_name := 'events_' || to_char(day, 'YYYYMMDD');
    if to_regclass(format('taskcluster.%I', partition_name)) is null then
      begin
        perform add_event_partition(day);
        action := 'added';
      exception when lock_not_available then
        action := 'busy';
      end;
      return next;
    end if;
  end loop;
  for partition_name, day in
    select c.relname, to_date(right(c.relname, 8), 'YYYYMMDD')
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'events'::regclass and c.relname ~ '^events_\d{8}$'
    order by c.relname
  loop
    continue when (day + 1)::timestamp at time zone 'UTC' > clock_timestamp() - retention_in;
    execute format('select max(id) from %I', partition_name) into last_id;
    if exists (select from event_cursors c where c.id < last_id)
      and (day + 1)::timestamp at time zone 'UTC' > clock_timestamp() - 4 * retention_in
    then
      action := 'kept';
    else
      begin
        execute format('drop table %I', partition_name);
        action := 'dropped';
      exception when lock_not_available then
        action := 'busy';
      end;
    end if;
    return next;
  end loop;
end
$$;
