-- Creates many tasks in one transaction: all of them or none. The order of locks is that of create_task for one task: groups,
-- definitions, then the tasks that are depended on, each by id, so that graphs can be created side by side.

-- Refuses to create a graph when something is wrong with one of its tasks; each fault is {problem, taskIds}.
create or replace function taskcluster.refuse_tasks(code_in text, faults_in json) returns void
language plpgsql
as $$
begin
  if faults_in is not null then
    raise exception using errcode = code_in,
      message = E'None of the tasks was created, since some of them cannot be:\n\n{{faults}}',
      detail = json_build_object('faults', faults_in)::text;
  end if;
end
$$;

-- As join_task_group, for each group of the tasks. Those that are new are made at once.
create or replace function taskcluster.join_task_groups(tasks_in taskcluster.new_task[]) returns void
language plpgsql set enable_seqscan = off
as $$
declare
  made_ids text[];
  made_schedulers text[];
  joined record;
begin
  perform refuse_tasks('TC409', (
    select json_agg(json_build_object('problem', f.problem, 'taskIds', f.task_ids) order by f.problem)
      from (
        select
            case
              when g.sealed is null then format(
                'Task group %s contains tasks with schedulerId %s: all tasks of a group have the same.',
                g.task_group_id, g.scheduler_id)
              else format(
                'Task group %s was sealed at %s: no task can be added to it.', g.task_group_id, json_timestamp(g.sealed))
            end as problem,
            array_agg(n.task_id order by n.task_id) as task_ids
          from unnest(tasks_in) n
          join task_groups g on g.task_group_id = n.task_group_id
          where g.sealed is not null or g.scheduler_id <> n.scheduler_id
          group by 1) f));
  with made as (
    insert into task_groups (task_group_id, scheduler_id, expires)
      select distinct on (n.task_group_id)
          n.task_group_id, n.scheduler_id, task_group_expires(max(n.expires) over (partition by n.task_group_id))
        from unnest(tasks_in) n
        order by n.task_group_id, n.scheduler_id
      on conflict do nothing
      returning task_group_id, scheduler_id
  )
  select array_agg(m.task_group_id), array_agg(m.scheduler_id) into made_ids, made_schedulers from made m;
  for joined in
    select n.task_group_id, n.scheduler_id, max(n.expires) as expires
      from unnest(tasks_in) n
      where not exists (
        select from unnest(made_ids, made_schedulers) m(task_group_id, scheduler_id)
          where m.task_group_id = n.task_group_id and m.scheduler_id = n.scheduler_id)
      group by 1, 2
      order by 1, 2
  loop
    perform join_task_group(joined.task_group_id, joined.scheduler_id, joined.expires);
  end loop;
end
$$;

-- As create_task_again, for each of the tasks.
create or replace function taskcluster.create_tasks_again(tasks_in taskcluster.new_task[])
returns setof taskcluster.task_change
language plpgsql set enable_seqscan = off
as $$
declare
  locked tasks[] := array(
    select t from tasks t
      where t.task_id = any (array(select n.task_id from unnest(tasks_in) n))
      order by t.task_id
      for no key update);
begin
  perform refuse_tasks('TC409', (
    select json_agg(json_build_object('problem', f.problem, 'taskIds', f.task_ids) order by f.problem)
      from (
        select
            format('The taskId is already used by another task. A task can be created again only as it was created first; '
              || 'these of its properties differ: %s', array_to_string(different, ', ')) as problem,
            array_agg(n.task_id order by n.task_id) as task_ids
          from unnest(tasks_in) n
          join unnest(locked) t on t.task_id = n.task_id
          cross join lateral different_properties(t, n.definition) different
          where different <> '{}'
          group by 1) f));
  return query select c.* from unnest(locked) t cross join lateral announce_creation_again(t) c;
end
$$;

-- As add_dependencies, for tasks that may depend on each other: returns those that are blocked, and by how many.
create or replace function taskcluster.add_dependencies_of(tasks_in taskcluster.new_task[])
returns table (task_id text, blocked_by bigint)
language plpgsql set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  required required_task[] := array(
    select (t.task_id, t.state, t.expires)::required_task
      from tasks t
      where t.task_id = any (array(
        select distinct id
          from unnest(tasks_in) n cross join unnest(n.dependencies) id
          where not exists (select from unnest(tasks_in) other where other.task_id = id)))
      order by t.task_id
      for share);
begin
  required := required || array(select (n.task_id, 'unscheduled', n.expires)::required_task from unnest(tasks_in) n);
  perform refuse_tasks('TC400', (
    select json_agg(json_build_object('problem', f.problem, 'taskIds', f.task_ids) order by f.problem)
      from (
        select
            case
              when r.task_id is null then format('task.dependencies references a task that does not exist: %s', id)
              else format('task.dependencies references a task that expires before the deadline of the task: %s', id)
            end as problem,
            array_agg(n.task_id order by n.task_id) as task_ids
          from unnest(tasks_in) n
          cross join unnest(n.dependencies) id
          left join unnest(required) r on r.task_id = id
          where r.task_id is null or r.expires < n.deadline
          group by 1) f));
  return query
    with edges as (
      insert into task_dependencies (required_task_id, dependent_task_id, requires, satisfied, expires)
        select
            id, n.task_id, n.requires,
            r.state = 'completed' or n.requires = 'all-resolved' and r.state in ('failed', 'exception'),
            n.expires
          from unnest(tasks_in) n
          cross join unnest(n.dependencies) id
          join unnest(required) r on r.task_id = id
        returning dependent_task_id, satisfied)
    select e.dependent_task_id, count(*) from edges e where not e.satisfied group by 1;
end
$$;

-- Inserts the rows of new tasks and their dependencies.
create or replace function taskcluster.insert_tasks(tasks_in taskcluster.new_task[]) returns taskcluster.tasks[]
language plpgsql
as $$
declare
  inserted tasks[];
begin
  with blocked as (
    select b.task_id, b.blocked_by from add_dependencies_of(tasks_in) b
  ),
  made as (
    insert into tasks as t (
        task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority, submitted_priority, retries, retries_left,
        deadline, expires, routes, tags, state, run_count, blocked_by, ever_resolved)
      select
          n.task_id, n.task_queue_id, n.scheduler_id, n.project_id, n.task_group_id, priority_rank(n.priority),
          priority_rank(n.priority), n.retries, n.retries, n.deadline, n.expires, n.routes, n.tags,
          case when b.task_id is null then 'pending'::task_state else 'unscheduled' end, (b.task_id is null)::integer,
          coalesce(b.blocked_by, 0), false
        from unnest(tasks_in) n
        left join blocked b on b.task_id = n.task_id
      returning t as task
  )
  select array_agg(m.task) into inserted from made m;
  return coalesce(inserted, '{}');
end
$$;

-- Gives the pending ones of new tasks their first runs.
create or replace function taskcluster.insert_first_runs(tasks_in taskcluster.tasks[], now_in timestamptz)
returns taskcluster.runs[]
language plpgsql
as $$
declare
  inserted runs[];
begin
  with made as (
    insert into runs as r (task_id, run_id, task_queue_id, priority, state, reason_created, scheduled, deadline)
      select t.task_id, 0, t.task_queue_id, t.priority, 'pending', 'scheduled', now_in, t.deadline
        from unnest(tasks_in) t
        where t.state = 'pending'
      returning r as run
  )
  select array_agg(m.run) into inserted from made m;
  return coalesce(inserted, '{}');
end
$$;

-- A task as it was defined, before it had a run.
create or replace function taskcluster.as_defined(task_in taskcluster.tasks) returns taskcluster.tasks
language plpgsql immutable
as $$
begin
  task_in.state := 'unscheduled';
  return task_in;
end
$$;

-- Announces new tasks and their first runs.
create or replace function taskcluster.announce_new_tasks(tasks_in taskcluster.tasks[], runs_in taskcluster.runs[])
returns void
language plpgsql
as $$
begin
  insert into events (exchange, routing_key, cc, payload)
    select
        'exchange/taskcluster-queue/v1/task-defined',
        task_routing_key(t, null),
        task_cc(t),
        task_event('task-defined', t, null, task_status_with_runs(as_defined(t), null))
      from unnest(tasks_in) t;
  insert into events (exchange, routing_key, cc, payload)
    select
        'exchange/taskcluster-queue/v1/task-pending',
        task_routing_key(t, r),
        task_cc(t),
        task_event('task-pending', t, r, task_status_with_runs(t, json_build_array(run_json(r))))
      from unnest(runs_in) r
      join unnest(tasks_in) t on t.task_id = r.task_id;
end
$$;

-- What is told of a task whose status is not asked for.
create or replace function taskcluster.short_status(task_id_in text, task_queue_id_in text, state_in text) returns json
language sql stable
as $$
  select json_build_object('taskId', task_id_in, 'taskQueueId', task_queue_id_in, 'state', state_in)
$$;

-- Creates tasks: an array of objects with the properties of new_task, with different ids, each as for create_task; they may depend
-- on each other. Those that were created before as the same are announced again. TC400 when a dependency is missing or expires
-- too early; TC409 when a group is sealed or another scheduler's, or an id is taken by another task. Unless the whole status is
-- asked for, there is only what tells which task it is, where it waits and in which state it is.
create or replace function queue.create_tasks(tasks_in json, whole_in boolean, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  submitted new_task[] := array(select n from json_populate_recordset(null::new_task, tasks_in) n order by n.task_id);
  defined text[];
  fresh new_task[] := submitted;
  repeated new_task[] := '{}';
  made tasks[];
  first_runs runs[];
begin
  perform join_task_groups(submitted);
  with inserted as (
    insert into task_definitions (task_id, definition)
      select n.task_id, n.definition from unnest(submitted) n
      on conflict do nothing
      returning task_id
  )
  select array_agg(i.task_id) into defined from inserted i;
  if coalesce(cardinality(defined), 0) < cardinality(submitted) then
    fresh := array(select n from unnest(submitted) n where exists (select from unnest(defined) id where id = n.task_id));
    repeated := array(
      select n from unnest(submitted) n where not exists (select from unnest(defined) id where id = n.task_id));
    return query
      select
          case
            when whole_in then c.status
            else short_status(c.status ->> 'taskId', c.status ->> 'taskQueueId', c.status ->> 'state')
          end,
          c.announced
        from create_tasks_again(repeated) c;
  end if;
  made := insert_tasks(fresh);
  first_runs := insert_first_runs(made, now_in);
  perform announce_new_tasks(made, first_runs);
  return query
    select
        case
          when whole_in then
            task_status_with_runs(t, case when r.task_id is not null then json_build_array(run_json(r)) end)
          else short_status(t.task_id, t.task_queue_id, t.state::text)
        end,
        case when t.state = 'pending' then array['task-defined', 'task-pending/0'] else array['task-defined'] end
      from unnest(made) t
      left join unnest(first_runs) r on r.task_id = t.task_id;
end
$$;
