-- Locks a group, for a change of it or of its tasks. TC404 when there is no such group. No service may call this.
create or replace function taskcluster.lock_task_group(task_group_id_in text) returns taskcluster.task_groups
language plpgsql set enable_seqscan = off
as $$
declare
  the_group task_groups%rowtype;
begin
  select * into the_group from task_groups g where g.task_group_id = task_group_id_in for no key update;
  if not found then
    raise exception using errcode = 'TC404', message = 'There is no task group {{taskGroupId}}.',
      detail = json_build_object('taskGroupId', task_group_id_in)::text;
  end if;
  return the_group;
end
$$;

-- Closes a group to further tasks, for good: the lock waits for tasks that are just being added, and later ones see the
-- seal. Sealing again changes nothing. Announced each time.
create or replace function queue.seal_task_group(task_group_id_in text, now_in timestamptz) returns json
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_group task_groups%rowtype := lock_task_group(task_group_id_in);
begin
  if the_group.sealed is null then
    update task_groups g set sealed = now_in where g.task_group_id = task_group_id_in returning * into the_group;
  end if;
  perform announce_task_group('task-group-sealed', the_group);
  return task_group_json(the_group);
end
$$;

-- Cancels a batch of the tasks of a group that are not resolved and whose deadline is ahead, by id, from the first one after
-- after_in ('' for the beginning). To be called again, from the last one on, as long as the batch was full.
create or replace function queue.cancel_task_group(
  task_group_id_in text, after_in text, limit_in integer, now_in timestamptz
) returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype;
begin
  -- Without the lock of the group: a sealed one gets no more tasks, and never opens again.
  for task in
    select t.*
      from tasks t
      where t.task_group_id = task_group_id_in and t.task_id > after_in and not t.is_resolved and t.deadline > now_in
      order by t.task_id
      limit limit_in
      for no key update
  loop
    return query select c.status, c.announced from abort_task(task, 'canceled', now_in) c;
  end loop;
end
$$;

create or replace function queue.task_group_size(task_group_id_in text) returns bigint
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return (select count(*) from tasks t where t.task_group_id = task_group_id_in);
end
$$;
