// MSAL Node against the demo tenant. Prints one line of JSON, or fails with a message.
//
// usage: demo_msal_node.mjs sign-in|form-post|device-code|on-behalf-of|renew BASE_URL CLIENT_ID CACHE_FILE USERNAME...
//
// It plays the browser by HTTP. `sign-in`, `form-post` and `device-code` begin a cache, `renew` goes on with the one that
// is there. With DEMO_CLIENT_SECRET in the environment it is a website, which has that secret.
// `on-behalf-of` needs that, DEMO_TENANT, and DEMO_API_ID and DEMO_API_SECRET, which are those of an API that the website calls.
// The certificate comes by NODE_EXTRA_CA_CERTS, the folder with MSAL by TESSERA_PEERS.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const load = createRequire(join(process.env.TESSERA_PEERS, "node", "package.json"));
const { ConfidentialClientApplication, CryptoProvider, PublicClientApplication, ResponseMode, version } = load("@azure/msal-node");

const SCOPES = ["User.Read"];
/** Of another API, to be consented to at once with the first's. */
const EXTRA_SCOPES = ["api://demo-notebook/Notes.Read"];
const OWN_SCOPES = ["https://graph.microsoft.com/.default"];
const REDIRECT = "http://localhost:8400";

/** Picks the person, accepts, and gives the answer's parameters, from an address or from a form. */
async function browse(address, username) {
  let page = await fetch(address, { redirect: "manual" });
  let cookie = "";
  while (page.status !== 303) {
    const text = await page.text();
    assert.equal(page.status, 200, text);
    if (text.includes(`action="${REDIRECT}`)) return fields(text);
    cookie = page.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const [step, form] = press(text, username);
    const url = new URL(step, address);
    page = await fetch(url, { method: "POST", body: form, headers: { cookie }, redirect: "manual" });
  }
  return new URL(page.headers.get("location")).searchParams;
}

/** What a form would post. */
function fields(text) {
  const hidden = text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return new Map([...hidden].map(([, name, value]) => [name, value.replaceAll("&amp;", "&")]));
}

/** Types the code of a device, picks the person, and presses "accept" or "cancel". */
async function decide({ verificationUri, userCode }, username, decision) {
  let page = await fetch(verificationUri, { method: "POST", body: new URLSearchParams({ user_code: userCode }) });
  const cookie = page.headers.get("set-cookie").split(";")[0];
  let text = await page.text();
  while (text.includes('name="attempt"')) {
    const [step, form] = press(text, username, decision);
    page = await fetch(new URL(step, verificationUri), { method: "POST", body: form, headers: { cookie } });
    text = await page.text();
  }
  assert.match(text, /id="device-/);
}

function press(text, username, decision = "accept") {
  const form = new URLSearchParams({ attempt: /name="attempt" value="([^"]+)"/.exec(text)[1] });
  if (text.includes('id="accept"')) return [`/sign-in/${decision}`, form];
  const button = text.split("</li>").find((row) => row.includes(`>${username}<`));
  form.set("person", /id="person-[^"]+" value="([^"]+)"/.exec(button)[1]);
  return ["/sign-in/person", form];
}

async function application(base, clientId, clientSecret = process.env.DEMO_CLIENT_SECRET) {
  const authority = `${base}${process.env.DEMO_TENANT ?? "common"}`;
  const asked = new URLSearchParams({
    "api-version": "1.1",
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
  });
  const instance = await fetch(`${base}common/discovery/instance?${asked}`);
  // MSAL Node takes the answer of another instance discovery than Microsoft's as text.
  const auth = { clientId, authority, cloudDiscoveryMetadata: await instance.text() };
  return clientSecret
    ? new ConfidentialClientApplication({ auth: { ...auth, clientSecret } })
    : new PublicClientApplication({ auth });
}

async function signIn(app, username, asked = {}, scopes = SCOPES) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const request = { scopes, redirectUri: REDIRECT };
  const address = await app.getAuthCodeUrl({
    ...request,
    ...asked,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    loginHint: username,
    nonce: "the-nonce",
    state: "the-state",
  });
  const answer = await browse(address, username);
  assert.equal(answer.get("state"), "the-state");
  const code = answer.get("code");
  // With the answer given as well, MSAL checks the nonce of the ID token; a website's comes with the request.
  const nonce = "the-nonce";
  const result = await app.acquireTokenByCode({ ...request, code, codeVerifier: verifier, nonce }, { code, nonce });
  assert.equal(result.idTokenClaims.preferred_username, username);
  assert.equal(result.idTokenClaims.nonce, "the-nonce");
  return result;
}

/** The answer comes in a form, and another API is consented to besides, whose token then comes in silence. */
async function signInByForm(app, username) {
  const asked = { responseMode: ResponseMode.FORM_POST, extraScopesToConsent: EXTRA_SCOPES };
  const { account } = await signIn(app, username, asked);
  const { accessToken, scopes } = await app.acquireTokenSilent({ account, scopes: EXTRA_SCOPES });
  assert.ok(accessToken && scopes.some((scope) => scope.endsWith("Notes.Read")), scopes);
}

/** The website gets a token of its own, twice, and calls an API, which calls Graph on behalf of the person, twice. */
async function actForItselfAndForCallers(app, base, username) {
  const twice = async (ask) => [await ask(), await ask()];
  const own = await twice(() => app.acquireTokenByClientCredential({ scopes: OWN_SCOPES }));
  const called = await signIn(app, username, { scopes: EXTRA_SCOPES }, EXTRA_SCOPES);
  const api = await application(base, process.env.DEMO_API_ID, process.env.DEMO_API_SECRET);
  const request = { oboAssertion: called.accessToken, scopes: SCOPES };
  const onBehalf = await twice(() => api.acquireTokenOnBehalfOf(request));
  for (const result of onBehalf) assert.equal(await whoAmI(base, result), username);
  assert.ok(onBehalf[1].fromCache);
  return { own: own.map(source), environment: called.account.environment };
}

/** One device is turned away, one waits and is let in. */
async function signInByDeviceCode(app, username) {
  const signIn = async (decision) => {
    let decided;
    const deviceCodeCallback = (device) => {
      assert.ok(device.message.includes(device.userCode) && device.message.includes(device.verificationUri));
      decided = decide(device, username, decision);
    };
    try {
      return await app.acquireTokenByDeviceCode({ scopes: SCOPES, deviceCodeCallback });
    } finally {
      await decided;
    }
  };
  await assert.rejects(signIn("cancel"), (error) => String(error).includes("authorization_declined"));
  const result = await signIn("accept");
  assert.equal(result.idTokenClaims.preferred_username, username);
}

async function whoAmI(base, { accessToken }) {
  const answer = await fetch(`${base}v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  assert.equal(answer.status, 200);
  return (await answer.json()).userPrincipalName;
}

const source = (result) => (result.fromCache ? "cache" : "identity_provider");

/** Asks twice: once for certain from the refresh token, once as MSAL sees fit. */
async function renew(app, base, username) {
  const accounts = (await app.getTokenCache().getAllAccounts()).filter((account) => account.username === username);
  assert.equal(accounts.length, 1);
  const [account] = accounts;
  let forced;
  try {
    forced = await app.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true });
  } catch (error) {
    return { error: error.errorCode, codes: [Number(error.errorNo)], suberror: error.subError };
  }
  const silent = await app.acquireTokenSilent({ account, scopes: SCOPES });
  assert.equal(await whoAmI(base, forced), username);
  assert.equal(await whoAmI(base, silent), username);
  return {
    forced: source(forced),
    silent: source(silent),
    home_account_id: account.homeAccountId,
    environment: account.environment,
    realm: account.tenantId,
  };
}

const [step, base, clientId, cacheFile, ...usernames] = process.argv.slice(2);
const app = await application(base, clientId);
if (step === "renew") app.getTokenCache().deserialize(await readFile(cacheFile, "utf8"));
const people = {};
for (const username of usernames) {
  if (step === "sign-in") await signIn(app, username);
  if (step === "form-post") await signInByForm(app, username);
  if (step === "device-code") await signInByDeviceCode(app, username);
}
const last = step === "on-behalf-of" ? actForItselfAndForCallers : renew;
for (const username of usernames) people[username] = await last(app, base, username);
await writeFile(cacheFile, app.getTokenCache().serialize());
console.log(JSON.stringify({ msal: version, people }));
