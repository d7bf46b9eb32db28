-- Cancels a batch of the tasks of a group that are not resolved and whose deadline is ahead, by id, from the first one after
-- after_in ('' for the beginning). To be called again, from the last one on, as long as the batch was full.
create or replace function queue.cancel_task_group(
  task_group_id_in text, after_in text, limit_in integer, now_in timestamptz
) returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  -- Without the lock of the group: a sealed one gets no more tasks, and never opens again.
  locked tasks[] := array(
    select t
      from tasks t
      where t.task_group_id = task_group_id_in and t.task_id > after_in and not t.is_resolved and t.deadline > now_in
      order by t.task_id
      limit limit_in
      for no key update);
begin
  return query
    select c.status, c.announced from abort_tasks(locked, 'canceled', now_in) c order by c.status ->> 'taskId' collate "C";
end
$$;
