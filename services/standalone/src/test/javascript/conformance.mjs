// The official JavaScript client against a running deployment: the whole life of a task through its API.
// Reads TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN; prints one line a step; exit status 0
// only if every step did what it should.
import assert from 'node:assert/strict';
import taskcluster from 'taskcluster-client';

const options = taskcluster.fromEnvVars();
const queue = new taskcluster.Queue(options);
const auth = new taskcluster.Auth(options);
const step = text => console.log(`ok - ${text}`);

assert.equal((await queue.ping()).alive, true);
assert.equal((await auth.ping()).alive, true);
step('ping');

const taskId = taskcluster.slugid();
const taskQueueId = 'conformance/javascript';
const definition = {
  taskQueueId,
  created: taskcluster.fromNowJSON(),
  deadline: taskcluster.fromNowJSON('1 hour'),
  payload: {anything: [1, 2, 3]},
  metadata: {name: 'Conformance', description: 'Made by the JavaScript client', owner: 'a@example.com', source: 'https://example.com/'},
};
const created = await queue.createTask(taskId, definition);
assert.equal(created.status.state, 'pending');
assert.deepEqual((await queue.createTask(taskId, definition)).status, created.status);
step('createTask, twice the same');

await assert.rejects(queue.createTask(taskId, {...definition, payload: {}}), error => error.statusCode === 409 && error.code === 'RequestConflict');
await assert.rejects(queue.createTask('not-a-slugid', definition), error => error.statusCode === 400);
step('createTask refuses what it should');

const {tasks: [claim]} = await queue.claimWork(taskQueueId, {workerGroup: 'javascript', workerId: 'one', tasks: 1});
assert.equal(claim.status.taskId, taskId);
assert.deepEqual(claim.task, await queue.task(taskId));
step('claimWork');

const worker = new taskcluster.Queue({rootUrl: options.rootUrl, credentials: claim.credentials});
const reclaim = await worker.reclaimTask(taskId, claim.runId);
const reclaimed = new taskcluster.Queue({rootUrl: options.rootUrl, credentials: reclaim.credentials});
await assert.rejects(reclaimed.cancelTask(taskId), error => error.statusCode === 403 && error.code === 'InsufficientScopes');
step("reclaimTask; the task's credentials reach no further than they should");

const content = 'hello\n'.repeat(1000);
const upload = await reclaimed.createArtifact(taskId, claim.runId, 'public/hello.txt', {
  storageType: 's3', contentType: 'text/plain', expires: taskcluster.fromNowJSON('1 day'),
});
const put = await fetch(upload.putUrl, {method: 'PUT', headers: {'content-type': upload.contentType}, body: content});
assert.equal(put.status, 200, await put.text());
step('createArtifact and upload');

const completed = await reclaimed.reportCompleted(taskId, claim.runId);
assert.equal(completed.status.state, 'completed');
assert.equal((await queue.status(taskId)).status.runs[0].reasonResolved, 'completed');
step('reportCompleted');

const {artifacts} = await queue.listLatestArtifacts(taskId);
assert.deepEqual(artifacts.map(({name}) => name), ['public/hello.txt']);
const url = queue.buildSignedUrl(queue.getLatestArtifact, taskId, 'public/hello.txt');
const download = await fetch(url);
assert.equal(await download.text(), content);
step('the artifact reads back through a signed URL, byte for byte');

const clientId = `conformance/${taskcluster.slugid()}`;
const {accessToken} = await auth.createClient(clientId, {
  expires: taskcluster.fromNow('1 hour'), description: 'conformance', scopes: ['queue:get-task:*', `auth:create-client:${clientId}/*`],
});
const credentials = [
  {clientId, accessToken},
  taskcluster.createTemporaryCredentials({scopes: ['queue:get-task:*'], expiry: taskcluster.fromNow('1 hour'), credentials: {clientId, accessToken}}),
  taskcluster.createTemporaryCredentials({
    clientId: `${clientId}/named`, scopes: ['queue:get-task:*'], expiry: taskcluster.fromNow('1 hour'), credentials: {clientId, accessToken},
  }),
];
for (const each of credentials) {
  const restricted = new taskcluster.Queue({rootUrl: options.rootUrl, credentials: each, authorizedScopes: [`queue:get-task:${taskId}`]});
  await new taskcluster.Queue({rootUrl: options.rootUrl, credentials: each}).task(taskId);
  await restricted.task(taskId);
  await assert.rejects(
    new taskcluster.Queue({rootUrl: options.rootUrl, credentials: {...each, accessToken: 'x'.repeat(44)}}).task(taskId),
    error => error.statusCode === 401 && error.code === 'AuthenticationFailed');
}
step('permanent, temporary, named temporary and restricted credentials; tampered ones are refused');

console.log(JSON.stringify({taskId}));
