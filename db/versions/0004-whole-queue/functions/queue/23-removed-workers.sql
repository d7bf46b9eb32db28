-- Ends the runs that a worker has, since the worker is gone: up to limit_in, by task; a retry follows while retries are left. To
-- be called again as long as the batch was full. What the worker has reported itself stays as it is.
create or replace function queue.end_runs_of_worker(
  task_queue_id_in text, worker_group_in text, worker_id_in text, limit_in integer, now_in timestamptz
) returns table (run_id integer, status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype;
  run runs%rowtype;
begin
  for task in
    select t.*
      from tasks t
      where t.task_id in (
        select r.task_id
          from runs r
          where r.task_queue_id = task_queue_id_in and r.worker_group = worker_group_in and r.worker_id = worker_id_in
            and r.state = 'running')
      order by t.task_id
      limit limit_in
      for no key update
  loop
    -- As it is now that it cannot change any more: it may have ended, and another worker may have the next one.
    run := last_run(task);
    if run.state = 'running' and run.worker_group = worker_group_in and run.worker_id = worker_id_in then
      return query
        select run.run_id::integer, c.status, c.announced
          from end_run(task, 'exception', 'worker-shutdown', 'retry', now_in) c;
    end if;
  end loop;
end
$$;
