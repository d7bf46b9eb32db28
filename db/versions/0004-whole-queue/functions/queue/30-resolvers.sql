-- The work that time and resolutions bring about. Each function does a bounded batch in one transaction: state, work list and
-- events, so that being killed at any point loses nothing and repeats nothing. Several may run at once; what one has locked
-- the others skip.

-- Draws the consequences of resolutions: satisfies the edges to dependents, schedules those that nothing holds back any more,
-- and announces groups in which every task has been resolved. Takes up to resolutions_in resolutions and edges_in edges; more
-- says that the batch was full. changes is an array of {status, announced} of the tasks scheduled, groups the number of
-- groups announced.
--
-- Dependents are locked in the order of their ids, like all locks on several tasks, and edges change only under the lock of
-- their dependent; so blocked_by is the number of edges not satisfied. A group is looked at after the resolution has been
-- committed, by a statement that sees all that was committed before it: of the last two resolutions of a group the later one
-- is therefore followed by a look that sees both.
create or replace function queue.resolve_dependents(resolutions_in integer, edges_in integer, now_in timestamptz)
returns table (resolutions integer, more boolean, changes json, groups integer)
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  work resolved_tasks[] := array(
    select r from resolved_tasks r order by r.id limit resolutions_in for update skip locked);
  required_ids text[];
  dependent_ids text[];
  edges_done integer;
  ready tasks[];
  the_group task_groups%rowtype;
begin
  resolutions := cardinality(work);
  more := resolutions = resolutions_in;
  changes := '[]';
  groups := 0;
  if resolutions = 0 then
    return next;
    return;
  end if;

  select array_agg(e.required_task_id), array_agg(e.dependent_task_id) into required_ids, dependent_ids
    from (
      select d.required_task_id, d.dependent_task_id
        from unnest(work) w
        join task_dependencies d on d.required_task_id = w.task_id
        where not d.satisfied and (w.resolution = 'completed' or d.requires = 'all-resolved')
        limit edges_in
    ) e;
  if required_ids is not null then
    perform from tasks t where t.task_id = any (dependent_ids) order by t.task_id for no key update;
    with satisfied as (
      update task_dependencies d set satisfied = true
        from unnest(required_ids, dependent_ids) e(required_task_id, dependent_task_id)
        where d.required_task_id = e.required_task_id and d.dependent_task_id = e.dependent_task_id and not d.satisfied
        returning d.dependent_task_id
    ), counted as (
      select s.dependent_task_id, count(*)::integer as edges from satisfied s group by s.dependent_task_id
    )
    update tasks t set blocked_by = t.blocked_by - c.edges from counted c where t.task_id = c.dependent_task_id;

    ready := array(
      select t
        from tasks t
        where t.task_id = any (dependent_ids)
          and t.blocked_by = 0 and t.state = 'unscheduled' and t.deadline > now_in
        order by t.task_id);
    if cardinality(ready) > 0 then
      select json_agg(json_build_object('status', c.status, 'announced', c.announced)) into changes
        from start_runs(ready, 'scheduled', array(select t.retries_left from unnest(ready) t), now_in) c;
    end if;
    edges_done := cardinality(required_ids);
  end if;
  if edges_done = edges_in then
    -- There may be more edges: the same resolutions are taken up again.
    more := true;
    return next;
    return;
  end if;

  delete from resolved_tasks r using unnest(work) w where r.id = w.id;
  for the_group in
    select g.*
      from task_groups g
      where g.task_group_id in (select w.task_group_id from unnest(work) w)
        and not exists (select from tasks t where t.task_group_id = g.task_group_id and not t.ever_resolved)
      order by g.task_group_id
  loop
    perform announce_task_group('task-group-resolved', the_group);
    groups := groups + 1;
  end loop;
  return next;
end
$$;

-- The tasks of runs whose claim has lapsed, locked: the longest lapsed first; passes over those that others have locked. No service
-- may call this.
create or replace function taskcluster.lock_lapsed_tasks(limit_in integer, now_in timestamptz) returns setof taskcluster.tasks
language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  return query
    select t.*
      from runs r
      join tasks t on t.task_id = r.task_id
      where r.state = 'running' and r.taken_until <= now_in and r.deadline > now_in
        and t.state = 'running' and t.run_count = r.run_id + 1
      order by r.taken_until
      limit limit_in
      for no key update of t skip locked;
end
$$;

-- Ends runs whose claim has lapsed, longest lapsed first; a retry follows while retries are left. Tasks past their deadline
-- are left to it.
create or replace function queue.expire_claims(limit_in integer, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  locked tasks[] := array(select t from lock_lapsed_tasks(limit_in, now_in) t);
  size integer;
begin
  -- Reclaiming changes the runs only: this reads them as they are now that they cannot change any more.
  locked := array(
    select t from unnest(locked) t cross join last_run(t) r where r.state = 'running' and r.taken_until <= now_in);
  size := cardinality(locked);
  if size > 0 then
    return query
      select c.status, c.announced
        from end_runs(
          locked, array_fill('exception'::task_state, array[size]), array_fill('claim-expired'::text, array[size]),
          array_fill('retry'::text, array[size]), now_in) c;
  end if;
end
$$;

-- Ends tasks that are not resolved and whose deadline was before a time, the most overdue first.
create or replace function queue.expire_deadlines(limit_in integer, before_in timestamptz, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  locked tasks[] := array(
    select t
      from tasks t
      where not t.is_resolved and t.deadline < before_in
      order by t.deadline
      limit limit_in
      for no key update skip locked);
begin
  return query select c.status, c.announced from abort_tasks(locked, 'deadline-exceeded', now_in) c;
end
$$;
