-- How long a group is kept for a task that expires then: an hour more, so that it seldom has to be changed for further tasks.
create or replace function taskcluster.task_group_expires(task_expires_in timestamptz) returns timestamptz
language sql stable
as $$
  -- the last millisecond that a date and time can tell
  select least(task_expires_in + interval '1 hour', '9999-12-31 23:59:59.999Z'::timestamptz)
$$;

-- Makes sure that the group exists, has this scheduler, is open, and outlives the task; it stays open until the transaction
-- ends. Tasks of one group only share its row, so that they can be created side by side: it is taken alone when it has to
-- change, which the hour that is added makes rare.
create or replace function taskcluster.join_task_group(
  task_group_id_in text, scheduler_id_in text, task_expires_in timestamptz
) returns void
language plpgsql set enable_seqscan = off
as $$
declare
  group_expires timestamptz := task_group_expires(task_expires_in);
  the_group task_groups%rowtype;
begin
  loop
    select * into the_group from task_groups g where g.task_group_id = task_group_id_in;
    if not found then
      insert into task_groups (task_group_id, scheduler_id, expires)
        values (task_group_id_in, scheduler_id_in, group_expires)
        on conflict do nothing;
      if found then
        return;
      end if;
      continue;
    end if;
    if the_group.expires < task_expires_in then
      update task_groups g set expires = greatest(g.expires, group_expires) where g.task_group_id = task_group_id_in
        returning * into the_group;
    else
      select * into the_group from task_groups g where g.task_group_id = task_group_id_in for share;
    end if;
    -- It may have expired and been deleted just now.
    exit when found;
  end loop;
  if the_group.scheduler_id <> scheduler_id_in then
    raise exception using errcode = 'TC409',
      message = 'Task group {{taskGroupId}} contains tasks with schedulerId {{taskGroupSchedulerId}}. You are attempting '
        || 'to include tasks from schedulerId {{schedulerId}}, which is not permitted: all tasks of a group have the same.',
      detail = json_build_object('taskGroupId', task_group_id_in, 'taskGroupSchedulerId', the_group.scheduler_id,
        'schedulerId', scheduler_id_in)::text;
  end if;
  if the_group.sealed is not null then
    raise exception using errcode = 'TC409',
      message = 'Task group {{taskGroupId}} was sealed at {{sealed}}: no task can be added to it.',
      detail = json_build_object('taskGroupId', task_group_id_in, 'sealed', json_timestamp(the_group.sealed))::text;
  end if;
end
$$;

-- Writes the edges from a new task to what it depends on, and returns how many of them are not satisfied yet.
--
-- A required task may be resolved at this very moment. The share lock on its row decides: resolving takes that row's lock
-- before it changes the state and puts the resolution on the work list in the same transaction. Either the resolution
-- committed before the lock was given, then the state read under the lock shows it and the edge is satisfied from the start;
-- or it waits until this transaction has committed, and then whoever works the list off sees the edge. The lock is
-- shared so that many tasks can be made dependent on one at once, and taken in the order of ids, like all locks on several
-- tasks.
create or replace function taskcluster.add_dependencies(
  task_id_in text,
  required_in text[],
  requires_in taskcluster.task_requirement,
  deadline_in timestamptz,
  expires_in timestamptz
) returns integer
language plpgsql set enable_seqscan = off
as $$
declare
  found_ids text[];
  expiring text[];
  satisfied_ids text[];
  missing text[];
begin
  with required as (
    select t.task_id, t.state, t.expires
      from tasks t
      where t.task_id = any (required_in) and t.task_id <> task_id_in
      order by t.task_id
      for share
  )
  select
      array_agg(r.task_id),
      array_agg(r.task_id) filter (where r.expires < deadline_in),
      array_agg(r.task_id) filter (
        where r.state = 'completed' or requires_in = 'all-resolved' and r.state in ('failed', 'exception'))
    into found_ids, expiring, satisfied_ids
    from required r;

  -- A task may depend on itself: nothing but a person, a rerun or its deadline will move it.
  missing := array(
    select id from unnest(required_in) id where id <> task_id_in
    except select id from unnest(found_ids) id
    order by id);
  if missing <> '{}' then
    raise exception using errcode = 'TC400',
      message = E'task.dependencies references tasks that do not exist: {{missingTaskDependencies}}\n\n'
        || 'All dependencies must be created before the tasks that depend on them.',
      detail = json_build_object('dependencies', required_in, 'missingTaskDependencies', missing)::text;
  end if;
  if expiring is not null then
    raise exception using errcode = 'TC400',
      message = E'task.dependencies references tasks that expire before the deadline of the task: '
        || E'{{expiringTaskDependencies}}\n\nA dependency must still exist when the task has to be done.',
      detail = json_build_object('dependencies', required_in, 'expiringTaskDependencies', expiring)::text;
  end if;

  insert into task_dependencies (required_task_id, dependent_task_id, requires, satisfied, expires)
    select id, task_id_in, requires_in, s.satisfied_id is not null, expires_in
      from unnest(required_in) id
      left join unnest(satisfied_ids) s(satisfied_id) on s.satisfied_id = id;
  return cardinality(required_in) - coalesce(cardinality(satisfied_ids), 0);
end
$$;

-- The same task was submitted before. If it is the same in all that matters its events are repeated, since the caller may
-- not have seen an answer.
create or replace function taskcluster.create_task_again(task_id_in text, definition_in json)
returns taskcluster.task_change
language plpgsql set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  stored json := (select d.definition from task_definitions d where d.task_id = task_id_in);
  submitted jsonb;
  before tasks%rowtype;
  no_run runs%rowtype;
  defined text;
  again task_change;
begin
  submitted := stored::jsonb || jsonb_build_object('priority', priority_name(task.submitted_priority));
  if submitted <> definition_in::jsonb then
    raise exception using errcode = 'TC409',
      message = E'taskId {{taskId}} is already used by another task. A task can be created again only as it was '
        || E'created first; these of its properties differ: {{different}}',
      detail = json_build_object('taskId', task_id_in, 'different', array(
        select coalesce(a.key, b.key)
          from jsonb_each(submitted) a full join jsonb_each(definition_in::jsonb) b on a.key = b.key
          where a.value is distinct from b.value
          order by 1))::text;
  end if;
  before := task;
  before.state := 'unscheduled';
  before.retries_left := task.retries;
  defined := announce('task-defined', before, no_run, task_status_with_runs(before, null));
  again := announce_again(task, array(select 'task-pending/0' where task.state = 'pending' and task.run_count = 1));
  again.announced := defined || again.announced;
  return again;
end
$$;

-- Creates a task in its group, with the edges to what it depends on and, if nothing holds it back, its first run. A refusal
-- leaves nothing behind. definition_in is the whole definition in canonical form; the other values are those of it that the
-- queue works with. TC400 when a dependency is missing or expires too early; TC409 when the group is sealed or another
-- scheduler's, or the id is taken by another task.
create or replace function queue.create_task(
  task_id_in text,
  task_queue_id_in text,
  scheduler_id_in text,
  project_id_in text,
  task_group_id_in text,
  priority_in text,
  retries_in integer,
  deadline_in timestamptz,
  expires_in timestamptz,
  requires_in text,
  dependencies_in text[],
  routes_in text[],
  tags_in json,
  definition_in json,
  now_in timestamptz
) returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  blocked_by integer := 0;
  task tasks%rowtype;
  defined tasks%rowtype;
  run runs%rowtype;
begin
  perform join_task_group(task_group_id_in, scheduler_id_in, expires_in);
  insert into task_definitions (task_id, definition) values (task_id_in, definition_in) on conflict do nothing;
  if not found then
    return query select c.status, c.announced from create_task_again(task_id_in, definition_in) c;
    return;
  end if;

  if dependencies_in <> '{}' then
    blocked_by := add_dependencies(
      task_id_in, dependencies_in, requires_in::task_requirement, deadline_in, expires_in);
  end if;
  insert into tasks (
      task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority, submitted_priority, retries, retries_left,
      deadline, expires, routes, tags, state, run_count, blocked_by, ever_resolved)
    values (
      task_id_in, task_queue_id_in, scheduler_id_in, project_id_in, task_group_id_in, priority_rank(priority_in),
      priority_rank(priority_in), retries_in, retries_in, deadline_in, expires_in, routes_in, tags_in,
      case when blocked_by = 0 then 'pending'::task_state else 'unscheduled' end, (blocked_by = 0)::integer,
      blocked_by, false)
    returning * into task;
  -- Announced as it was before it had a run.
  defined := task;
  defined.state := 'unscheduled';
  status := task_status_with_runs(defined, null);
  announced := array[announce('task-defined', defined, run, status)];
  if blocked_by = 0 then
    run := insert_pending_run(task, 0, 'scheduled', now_in);
    status := task_status_with_runs(task, json_build_array(run_json(run)));
    announced := announced || announce('task-pending', task, run, status);
  end if;
  return next;
end
$$;
