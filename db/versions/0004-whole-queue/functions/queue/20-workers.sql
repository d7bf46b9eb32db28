-- Workers have asked for work, and have claimed these runs: they and their task queues are kept for a day. Written when there is a
-- claim to note, or when last written before again_in. Comes after all locks on tasks, the workers before the queues. No service may
-- call this.
create or replace function taskcluster.workers_seen(
  requests_in taskcluster.claim_request[],
  claimed_in taskcluster.claimed_run[],
  now_in timestamptz,
  again_in timestamptz
) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  kept constant interval := '1 day';
  used_queue text;
begin
  for used_queue in
    with seen as materialized (
      select
          q.task_queue_id, q.worker_group, q.worker_id,
          coalesce(
            jsonb_agg(jsonb_build_object('taskId', (c.run).task_id, 'runId', (c.run).run_id))
              filter (where c.request is not null),
            '[]') as claimed
        from unnest(requests_in) q
        left join unnest(claimed_in) c on c.request = q.request
        group by 1, 2, 3
        order by 1, 2, 3
    ), known as materialized (
      select s.*, coalesce(w.last_date_active >= again_in, false) as is_fresh
        from seen s
        left join queue_workers w
          on w.task_queue_id = s.task_queue_id and w.worker_group = s.worker_group and w.worker_id = s.worker_id
    ), noted as (
      update queue_workers w set recent_tasks = newest_tasks(w.recent_tasks, k.claimed)
        from known k
        where k.is_fresh and k.claimed <> '[]'
          and w.task_queue_id = k.task_queue_id and w.worker_group = k.worker_group and w.worker_id = k.worker_id
    ), renewed as (
      insert into queue_workers as w (
          task_queue_id, worker_group, worker_id, expires, first_claim, last_date_active, quarantine_until, recent_tasks)
        select
            k.task_queue_id, k.worker_group, k.worker_id, now_in + kept, now_in, now_in, now_in - interval '10 years',
            newest_tasks('[]', k.claimed)
          from known k
          where not k.is_fresh
        on conflict (task_queue_id, worker_group, worker_id) do update set
          expires = greatest(w.expires, excluded.expires),
          last_date_active = excluded.last_date_active,
          recent_tasks = newest_tasks(w.recent_tasks, excluded.recent_tasks)
        returning task_queue_id
    )
    select distinct r.task_queue_id from renewed r order by 1
  loop
    perform task_queue_seen(used_queue, now_in, kept, again_in);
  end loop;
end
$$;
