// Credentials that the official JavaScript client makes, good ones and ones that were tampered with, used against a running
// deployment. Reads TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN; prints one line of JSON for each
// attempt: its name, the status of the reply and what the reply says. Judging them is left to the caller.
import hawk from 'hawk';
import taskcluster from 'taskcluster-client';

const {rootUrl, credentials: root} = taskcluster.fromEnvVars();
const asRoot = new taskcluster.Auth({rootUrl, credentials: root});
const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const after = milliseconds => new Date(Date.now() + milliseconds);

const createClient = async (clientId, scopes) => ({
  clientId,
  accessToken: (await asRoot.createClient(clientId, {expires: after(HOUR), description: 'tries credentials', scopes})).accessToken,
});
const issuer = await createClient('js/issuer', ['auth:current-scopes', 'scope:own:*', 'auth:create-client:js/named/*']);
const other = await createClient('js/other', ['auth:current-scopes', 'scope:own:*']);

const SCOPES = ['auth:current-scopes', 'scope:own:a'];
const temporary = options => taskcluster.createTemporaryCredentials(
  {scopes: SCOPES, start: after(0), expiry: after(HOUR), credentials: issuer, ...options});
const named = options => temporary({clientId: 'js/named/one', ...options});
// The same credentials with some entries of their certificate changed; undefined removes an entry.
const altered = (credentials, changes) => ({
  ...credentials,
  certificate: JSON.stringify({...JSON.parse(credentials.certificate), ...changes}),
});
const certificate = credentials => JSON.parse(credentials.certificate);
const flipped = text => (text[0] === 'A' ? 'B' : 'A') + text.slice(1);

const report = (name, status, reply) => console.log(JSON.stringify({name, status, ...reply}));
const attempt = async (name, call) => {
  try {
    report(name, 200, await call());
  } catch (error) {
    report(name, error.statusCode ?? 0, {code: error.code, message: error.message});
  }
};
const auth = (credentials, options) => new taskcluster.Auth({rootUrl, credentials, retries: 0, ...options});
const use = (name, credentials, options) => attempt(name, () => auth(credentials, options).currentScopes());
const get = async (name, url, options) => {
  const response = await fetch(url, options);
  report(name, response.status, await response.json());
};
const signedUrl = (credentials, options) => {
  const client = auth(credentials, options);
  return client.buildSignedUrl(client.currentScopes);
};

// Good ones.
await use('permanent', issuer);
await use('temporary', temporary());
const asText = temporary();
await use('temporary, certificate as an object', {...asText, certificate: certificate(asText)});
await use('named', named());
await attempt('named, asking for more than it may', () => auth(named()).resetAccessToken('js/other'));
await use('permanent, restricted', issuer, {authorizedScopes: SCOPES});
await use('permanent, restricted to nothing', issuer, {authorizedScopes: []});
await use('temporary, restricted', temporary({scopes: ['auth:current-scopes', 'scope:own:*']}), {authorizedScopes: SCOPES});
await use('named, restricted', named({scopes: ['auth:current-scopes', 'scope:own:*']}), {authorizedScopes: SCOPES});
await use('temporary without scopes', temporary({scopes: []}));
await use('four minutes past expiry', temporary({start: after(-HOUR), expiry: after(-4 * MINUTE)}));
await use('four minutes before start', temporary({start: after(4 * MINUTE)}));
await use('start after expiry within the tolerance', temporary({start: after(2 * MINUTE), expiry: after(-2 * MINUTE)}));
await get('url, permanent', signedUrl(issuer));
await get('url, temporary', signedUrl(temporary()));
await get('url, named and restricted',
  signedUrl(named({scopes: ['auth:current-scopes', 'scope:own:*']}), {authorizedScopes: SCOPES}));
await attempt('tester', () => auth({clientId: 'tester', accessToken: 'no-secret'}, {authorizedScopes: ['test:abc']})
  .testAuthenticate({clientScopes: ['test:*'], requiredScopes: ['test:abc']}));

// Wrong client or token.
await use('unknown client', {...issuer, clientId: 'js/nobody'});
await use('wrong token', {...issuer, accessToken: flipped(issuer.accessToken)});
await use('token of another client', {...issuer, accessToken: other.accessToken});
hawk.utils.setTimeFunction(() => Date.now() - HOUR);
await use('clock an hour slow', issuer);
hawk.utils.setTimeFunction(() => Date.now() + HOUR);
await use('clock an hour fast', issuer);
hawk.utils.setTimeFunction(Date.now);

// Certificates out of their time.
await use('expired', temporary({start: after(-2 * HOUR), expiry: after(-HOUR)}));
await use('post-dated', temporary({start: after(HOUR), expiry: after(2 * HOUR)}));
await use('longer than 31 days', altered(temporary(), {expiry: Date.now() + 32 * 24 * HOUR}));
await use('start after expiry', temporary({start: after(2 * HOUR), expiry: after(HOUR)}));

// Certificates of another form.
for (const [name, changes] of Object.entries({
  'version 2': {version: 2},
  'no version': {version: undefined},
  'seed of a number': {seed: 17},
  'short seed': {seed: certificate(temporary()).seed.slice(1)},
  'start of a text': {start: after(0).toJSON()},
  'expiry of a text': {expiry: after(HOUR).toJSON()},
  'scopes of a text': {scopes: 'scope:own:a'},
  'scope of a number': {scopes: [17]},
  'scope outside ASCII': {scopes: ['scope:own:\u00e4']},
  'issuer of a number': {issuer: 17},
  'clientId without issuer': {clientId: 'js/issuer'},
})) {
  await use(name, altered(temporary(), changes));
}

// Certificates that say something else than what was signed.
const good = temporary();
await use('wrong signature', altered(good, {signature: flipped(certificate(good).signature)}));
await use('short signature', altered(good, {signature: certificate(good).signature.slice(0, 8)}));
await use('no signature', altered(good, {signature: undefined}));
await use('seed changed', altered(good, {seed: flipped(certificate(good).seed)}));
await use('scopes widened', altered(good, {scopes: ['auth:current-scopes', 'scope:own:*']}));
await use('scopes narrowed', altered(good, {scopes: ['auth:current-scopes']}));
await use('scopes reordered', altered(good, {scopes: [...SCOPES].reverse()}));
await use('expiry extended', altered(good, {expiry: certificate(good).expiry + 1}));
await use('start earlier', altered(good, {start: certificate(good).start - 1}));
await use('signed by another client', {...temporary({credentials: other}), clientId: 'js/issuer'});
await use('certificate taken off', {clientId: good.clientId, accessToken: good.accessToken});
await use('certificate of others with its token', {...good, accessToken: temporary().accessToken});
await use('issuing further ones', temporary({credentials: {clientId: good.clientId, accessToken: good.accessToken}}));

// Names.
await use('wrong name', {...named(), clientId: 'js/named/two'});
await use('issuer taken off', altered(named(), {issuer: undefined}));
await use('another issuer', altered(named(), {issuer: 'js/other'}));
await use('unknown issuer', altered(named(), {issuer: 'js/nobody'}));
await use('issuer is the name', altered(named(), {issuer: 'js/named/one'}));
await use('name that the issuer may not give', named({clientId: 'elsewhere/one'}));
await use('issuer who may give no names', named({credentials: other}));

// Scopes.
await use('issuer lacking scopes', temporary({scopes: ['auth:current-scopes', 'scope:foreign:a', 'scope:foreign:b']}));
await use('authorizedScopes not satisfied', issuer, {authorizedScopes: ['scope:foreign:a']});
await use('authorizedScopes of the issuer only', temporary(), {authorizedScopes: ['scope:own:b']});
await use('authorizedScopes invalid', issuer, {authorizedScopes: ['scope:own:\u00e4']});

// Signed URLs.
const url = signedUrl(issuer);
const bewit = text => Buffer.from(text).toString('base64url');
await get('url, wrong token', signedUrl({...issuer, accessToken: flipped(issuer.accessToken)}));
await get('url, expired', (() => {
  const client = auth(issuer);
  return client.buildSignedUrl(client.currentScopes, {expiration: -1});
})());
await get('url of another path', url.replace('/scopes/current', '/clients/js%2Fissuer'));
await get('url with more in it', url.replace('?bewit=', '?limit=1&bewit='));
await get('url, garbage', `${rootUrl}/api/auth/v1/scopes/current?bewit=***`);
await get('url, three parts', `${rootUrl}/api/auth/v1/scopes/current?bewit=${bewit('a\\1\\b')}`);
await get('url, empty parts', `${rootUrl}/api/auth/v1/scopes/current?bewit=${bewit('a\\\\b\\')}`);
await get('url and header', url, {headers: {authorization: 'Hawk id="js/issuer", ts="1", nonce="n", mac="m"'}});
await get('url, tampered certificate', signedUrl(altered(good, {scopes: ['auth:current-scopes', 'scope:own:*']})));

// Issuers that change.
const soon = await createClient('js/changing', ['auth:current-scopes', 'scope:own:*']);
const issued = temporary({credentials: soon});
await use('before the issuer changes', issued);
await asRoot.disableClient('js/changing');
await use('issuer disabled', issued);
await asRoot.enableClient('js/changing');
await asRoot.updateClient('js/changing', {expires: after(HOUR), description: '', scopes: ['auth:current-scopes']});
await use('issuer narrowed', issued);
await asRoot.updateClient('js/changing', {expires: after(-HOUR), description: '', scopes: ['auth:current-scopes']});
await use('issuer expired', issued);
await asRoot.updateClient('js/changing', {expires: after(HOUR), description: '', scopes: ['auth:current-scopes', 'scope:own:*']});
await asRoot.resetAccessToken('js/changing');
await use('issuer with a new token', issued);
await asRoot.deleteClient('js/changing');
await use('issuer deleted', issued);
