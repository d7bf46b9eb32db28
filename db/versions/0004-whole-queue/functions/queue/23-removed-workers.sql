-- Ends the runs that a worker has, since the worker is gone: up to limit_in, by task; a retry follows while retries are left. To
-- be called again as long as the batch was full. What the worker has reported itself stays as it is.
create or replace function queue.end_runs_of_worker(
  task_queue_id_in text, worker_group_in text, worker_id_in text, limit_in integer, now_in timestamptz
) returns table (run_id integer, status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  locked tasks[] := array(
    select t
      from tasks t
      where t.task_id in (
        select r.task_id
          from runs r
          where r.task_queue_id = task_queue_id_in and r.worker_group = worker_group_in and r.worker_id = worker_id_in
            and r.state = 'running')
      order by t.task_id
      limit limit_in
      for no key update);
  size integer;
begin
  -- As they are now that they cannot change any more: a run may have ended, and another worker may have the next one.
  locked := array(
    select t
      from unnest(locked) t
      cross join last_run(t) r
      where r.state = 'running' and r.worker_group = worker_group_in and r.worker_id = worker_id_in);
  size := cardinality(locked);
  if size > 0 then
    return query
      select split_part(c.announced[1], '/', 2)::integer, c.status, c.announced
        from end_runs(
          locked, array_fill('exception'::task_state, array[size]), array_fill('worker-shutdown'::text, array[size]),
          array_fill('retry'::text, array[size]), now_in) c;
  end if;
end
$$;
