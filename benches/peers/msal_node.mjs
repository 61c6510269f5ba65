// MSAL Node's cache and its extension's file behind a line protocol, for the benchmark.
//
// Each line of stdin is a JSON array: the name of a command, then its arguments. Each answer is one line of JSON:
// {"ok": ...} or {"raised": "<message>"}; times are in seconds. Nothing leaves this process.
//
// usage: node msal_node.mjs FOLDER_WITH_NODE_MODULES

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const load_ = createRequire(join(folder, "package.json"));
const { LogLevel, PublicClientApplication, version } = load_("@azure/msal-node");
// The index of the extension wants libsecret, so what is needed is taken from beside it.
const extension = join(folder, "node_modules/@azure/msal-node-extensions/dist");
const from = (path) => import(pathToFileURL(join(extension, path)));
const { FilePersistence } = await from("persistence/FilePersistence.mjs");
const { PersistenceCachePlugin } = await from("persistence/PersistenceCachePlugin.mjs");
const { version: extensionVersion } = await from("packageMetadata.mjs");

const CLIENT = "5f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5";
const TENANT = "a1b2c3d4-0000-4000-8000-0000000000aa";
const ENVIRONMENT = "login.microsoftonline.com";
const AUTHORITY = `https://${ENVIRONMENT}/${TENANT}`;
const LOOP = 0.03;

let path;
let app;
let tokenResponse;

const network = {
  async sendGetRequestAsync(url) {
    throw new Error(`nothing is to be fetched, but ${url} was`);
  },
  async sendPostRequestAsync() {
    return { headers: {}, status: 200, body: tokenResponse };
  },
};

function application(persistence) {
  const metadata = {
    authorization_endpoint: `${AUTHORITY}/oauth2/v2.0/authorize`,
    token_endpoint: `${AUTHORITY}/oauth2/v2.0/token`,
    issuer: `${AUTHORITY}/v2.0`,
    jwks_uri: `${AUTHORITY}/discovery/v2.0/keys`,
  };
  const cloud = { preferred_network: ENVIRONMENT, preferred_cache: ENVIRONMENT, aliases: [ENVIRONMENT] };
  return new PublicClientApplication({
    auth: {
      clientId: CLIENT,
      authority: AUTHORITY,
      authorityMetadata: JSON.stringify(metadata),
      cloudDiscoveryMetadata: JSON.stringify({ tenant_discovery_endpoint: "https://unused.example", metadata: [cloud] }),
    },
    cache: persistence ? { cachePlugin: new PersistenceCachePlugin(persistence) } : {},
    system: { networkClient: network, loggerOptions: { logLevel: LogLevel.Error, loggerCallback() {} } },
  });
}

async function withFile() {
  return application(await FilePersistence.create(path, { logLevel: LogLevel.Error, loggerCallback() {} }));
}

const seconds = () => performance.now() / 1000;
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const uid = (account) => `0b6a5b5e-1f0a-4c0e-9d0a-${String(account).padStart(12, "0")}`;
const whose = (account) => ({
  homeAccountId: `${uid(account)}.${TENANT}`,
  environment: ENVIRONMENT,
  tenantId: TENANT,
  localAccountId: uid(account),
  username: `person-${account}@fabrikam.example`,
});

function issue(name, secret) {
  const claims = { oid: uid(0), sub: "pairwise", tid: TENANT, preferred_username: "person-0@fabrikam.example" };
  tokenResponse = {
    token_type: "Bearer",
    scope: `https://${name}.example/.default`,
    expires_in: 31536000,
    access_token: secret,
    client_info: encoded({ uid: uid(0), utid: TENANT }),
    id_token: `${encoded({ typ: "JWT", alg: "RS256" })}.${encoded(claims)}.c2ln`,
  };
}

/** The application's way to get a token, with an answer of the test's. */
async function acquire(name) {
  const scopes = [`https://${name}.example/.default`];
  await app.acquireTokenByCode({ code: "code", redirectUri: "http://localhost", scopes });
}

/** The time of one of many; the first one has to answer well. */
async function repeat(work, isGood) {
  let since = seconds();
  if (!isGood(await work())) throw new Error("the answer was wrong");
  const first = seconds() - since;
  if (first >= LOOP) return first;
  let count = 0;
  since = seconds();
  for (;;) {
    for (let round = 0; round < 1 + count / 4; round++) {
      await work();
      count += 1;
    }
    const elapsed = seconds() - since;
    if (elapsed >= LOOP) return elapsed / count;
  }
}

const commands = {
  version() {
    return `${version} with msal-node-extensions ${extensionVersion} on Node.js ${process.versions.node}`;
  },
  open(newPath) {
    path = newPath;
    app = undefined;
  },
  async load() {
    app = undefined;
    const since = seconds();
    const loaded = await withFile();
    // Any question reads the file first; that for an account which is not there has nothing else to do.
    const cache = loaded.getTokenCache();
    await cache.persistence.beforeCacheAccess({ cacheHasChanged: false, tokenCache: cache });
    const took = seconds() - since;
    app = loaded;
    return took;
  },
  serialize() {
    const since = seconds();
    const text = app.getTokenCache().serialize();
    const took = seconds() - since;
    if (!text) throw new Error("nothing was serialized");
    return took;
  },
  async find(which, account) {
    const storage = app.getTokenCache().storage;
    const scope = which === "hit" ? "https://resource-0.example/.default" : "https://nowhere.example/.default";
    const find = () => storage.getAccessToken(whose(account), { scopes: [scope], correlationId: "" });
    return repeat(find, (found) => (found !== null) === (which === "hit"));
  },
  async silent(_, account) {
    const ask = () => app.acquireTokenSilent({ account: whose(account), scopes: ["https://resource-0.example/.default"] });
    return repeat(ask, (found) => found.fromCache);
  },
  async accounts() {
    const cache = app.getTokenCache();
    return repeat(() => cache.getAllAccounts(), (found) => found.length > 0);
  },
  // Nothing is kept for the next time.
  first_accounts() {
    return this.accounts();
  },
  async change(name) {
    issue(name, "x".repeat(1650));
    const since = seconds();
    await acquire(name);
    return seconds() - since;
  },
  async contend(prefix, count) {
    app = await withFile();
    const times = [];
    let [gave_up, failed] = [0, 0];
    for (let number = 0; number < count; number++) {
      const name = `${prefix}-${number}`;
      issue(name, `the-token-of-${name}`);
      const since = seconds();
      try {
        await acquire(name);
      } catch (error) {
        if (String(error.message).includes("acquire lock")) gave_up += 1;
        else failed += 1;
      }
      times.push(seconds() - since);
    }
    return { times, gave_up, failed };
  },
  /** What a process that comes now finds in the file: a whole cache, or not. */
  async read() {
    try {
      return Object.keys(JSON.parse(await readFile(path, "utf8"))).length > 0;
    } catch {
      return false;
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...parameters] = JSON.parse(line);
  let answer;
  try {
    answer = { ok: (await commands[name](...parameters)) ?? null };
  } catch (error) {
    answer = { raised: String(error.message) };
  }
  console.log(JSON.stringify(answer));
}
