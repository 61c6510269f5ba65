// A web app as MSAL Node's documentation would have one: Express, one token cache for each user in Redis.
//
// `/status` gets a token silently for whoever is signed in, and tells whose it is; `/enter` signs somebody in without a
// provider, for the benchmark. Settings come from the environment: REDIS_URL, CLIENT_ID, AUTHORITY, SCOPE, PORT, and
// PROCESSES, how many there are to be.
//
// usage: node express_app.mjs FOLDER_WITH_NODE_MODULES

import cluster from "node:cluster";
import { createRequire } from "node:module";
import { join } from "node:path";

const processes = Number(process.env.PROCESSES);
if (processes > 1 && cluster.isPrimary) {
  for (let number = 0; number < processes; number += 1) cluster.fork();
} else {
  await serve();
}

async function serve() {
  const load = createRequire(join(process.argv[2], "package.json"));
  const { ConfidentialClientApplication, DistributedCachePlugin, LogLevel } = load("@azure/msal-node");
  const express = load("express");
  const cookieSession = load("cookie-session");
  const { createClient } = load("redis");

  const { AUTHORITY, CLIENT_ID, PORT, REDIS_URL, SCOPE, SECRET_KEY } = process.env;
  const { host } = new URL(AUTHORITY);
  const redis = await createClient({ url: REDIS_URL }).connect();
  const cacheClient = {
    get: async (key) => (await redis.get(key)) ?? "",
    set: (key, value) => redis.set(key, value),
  };
  // Known beforehand, so that no application has to ask for it.
  const authorityMetadata = JSON.stringify({
    authorization_endpoint: `${AUTHORITY}/oauth2/v2.0/authorize`,
    token_endpoint: `${AUTHORITY}/oauth2/v2.0/token`,
    issuer: `${AUTHORITY}/v2.0`,
    jwks_uri: `${AUTHORITY}/discovery/v2.0/keys`,
  });
  const cloudDiscoveryMetadata = JSON.stringify({
    tenant_discovery_endpoint: "https://unused.example",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
  const auth = {
    clientId: CLIENT_ID,
    clientSecret: "not asked for",
    authority: AUTHORITY,
    knownAuthorities: [host],
    authorityMetadata,
    cloudDiscoveryMetadata,
  };
  const system = { loggerOptions: { logLevel: LogLevel.Error, loggerCallback() {} } };

  // One for each request: an application empties its cache for whoever asks next, amid what others await.
  const application = (homeAccountId) => {
    const key = `plain:${homeAccountId}`;
    const partition = { getKey: async () => key, extractKey: async () => key };
    const cachePlugin = new DistributedCachePlugin(cacheClient, partition);
    return new ConfidentialClientApplication({ auth, cache: { cachePlugin }, system });
  };

  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use(cookieSession({ name: "session", secret: SECRET_KEY, httpOnly: true, sameSite: "lax" }));

  app.get("/status", async (request, response) => {
    const { account } = request.session;
    if (!account) {
      response.redirect("/sign-in");
      return;
    }
    const result = await application(account.homeAccountId).acquireTokenSilent({ account, scopes: [SCOPE] });
    response.json({
      username: account.username,
      scope: SCOPE,
      source: result.fromCache ? "cache" : "identity_provider",
      expires_on: Math.floor(result.expiresOn.getTime() / 1000),
    });
  });

  app.get("/enter", (request, response) => {
    const { home_account_id: homeAccountId, environment, username } = request.query;
    const [localAccountId, tenantId] = homeAccountId.split(".");
    request.session.account = { homeAccountId, environment, tenantId, localAccountId, username };
    response.json({});
  });

  app.listen(Number(PORT), "127.0.0.1");
}
