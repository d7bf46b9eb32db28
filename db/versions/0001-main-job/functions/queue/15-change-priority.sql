-- Gives a task another priority: it, the run that is pending, and the definition. No service may call this; the caller holds
-- the task's lock.
create or replace function taskcluster.set_priority(task_in taskcluster.tasks, priority_in text) returns taskcluster.tasks
language plpgsql set enable_seqscan = off
as $$
begin
  update tasks t set priority = priority_rank(priority_in) where t.task_id = task_in.task_id returning * into task_in;
  update runs r set priority = task_in.priority
    where r.task_id = task_in.task_id and r.run_id = task_in.run_count - 1 and r.state = 'pending';
  update task_definitions d set definition = jsonb_set(d.definition::jsonb, '{priority}', to_jsonb(priority_in))::json
    where d.task_id = task_in.task_id;
  return task_in;
end
$$;

-- Gives a task another priority; one that has it already stays as it is. TC404 when there is no such task, TC409 when it has
-- been resolved or its deadline has passed.
create or replace function queue.change_task_priority(task_id_in text, priority_in text, now_in timestamptz)
returns table (status json, old_priority text)
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  no_run runs%rowtype;
begin
  perform refuse_after_deadline(task, now_in);
  if task.ever_resolved then
    raise exception using errcode = 'TC409', message = 'Task {{taskId}} is already resolved: its priority cannot change.',
      detail = json_build_object('taskId', task_id_in)::text;
  end if;
  if priority_name(task.priority) <> priority_in then
    old_priority := priority_name(task.priority);
    task := set_priority(task, priority_in);
    status := task_status(task);
    perform append_task_event('task-priority-changed', task, no_run, json_build_object(
      'version', 1, 'status', status, 'oldPriority', old_priority, 'newPriority', priority_in));
  else
    status := task_status(task);
  end if;
  return next;
end
$$;

-- Gives a batch of the tasks of a group another priority: those that have a different one, were never resolved and have
-- their deadline ahead, by id, from the first one after after_in ('' for the beginning). Returns their ids. To be called
-- again, from the last one on, as long as the batch was full; the last call announces the change of all, of which
-- affected_before_in were in the batches before.
create or replace function queue.change_task_group_priority(
  task_group_id_in text,
  priority_in text,
  after_in text,
  limit_in integer,
  affected_before_in integer,
  now_in timestamptz
) returns table (task_id text)
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype;
  changed integer := 0;
  the_group task_groups%rowtype;
begin
  for task in
    select t.*
      from tasks t
      where t.task_group_id = task_group_id_in and t.task_id > after_in and not t.ever_resolved and t.deadline > now_in
        and t.priority <> priority_rank(priority_in)
      order by t.task_id
      limit limit_in
      for no key update
  loop
    perform set_priority(task, priority_in);
    changed := changed + 1;
    task_id := task.task_id;
    return next;
  end loop;
  if changed < limit_in then
    select * into the_group from task_groups g where g.task_group_id = task_group_id_in;
    perform append_task_group_event('task-group-priority-changed', the_group, json_build_object(
      'version', 1,
      'taskGroupId', the_group.task_group_id,
      'schedulerId', the_group.scheduler_id,
      'newPriority', priority_in,
      'tasksAffected', affected_before_in + changed));
  end if;
end
$$;
