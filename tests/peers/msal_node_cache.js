// MSAL Node's token cache behind a line protocol, for tests that compare it with ours.
//
// Each line of stdin is a JSON array: the name of a command, then its arguments. Each answer is one line of JSON:
// {"ok": ...} or {"raised": "<message>"}. The network is a canned answer; nothing leaves this process.

const { createRequire } = require("node:module");
const { createInterface } = require("node:readline");

const { ConfidentialClientApplication, LogLevel, PublicClientApplication } = createRequire(process.argv[2] + "/")("@azure/msal-node");

const aliases = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"];

let cache = "";
let tokenResponse = {};
let posts = 0;

const network = {
  async sendGetRequestAsync(url) {
    throw new Error("nothing is to be fetched, but " + url + " was");
  },
  async sendPostRequestAsync() {
    posts += 1;
    return { headers: {}, status: 200, body: tokenResponse };
  },
};

const cachePlugin = {
  async beforeCacheAccess(context) {
    context.tokenCache.deserialize(cache);
  },
  async afterCacheAccess(context) {
    if (context.cacheHasChanged) {
      cache = context.tokenCache.serialize();
    }
  },
};

function application(clientId, realm, Kind = PublicClientApplication, credential = {}) {
  const authority = "https://login.microsoftonline.com/" + realm;
  const metadata = {
    authorization_endpoint: authority + "/oauth2/v2.0/authorize",
    token_endpoint: authority + "/oauth2/v2.0/token",
    issuer: authority + "/v2.0",
    jwks_uri: authority + "/discovery/v2.0/keys",
  };
  const cloud = { preferred_network: aliases[0], preferred_cache: aliases[1], aliases };
  return new Kind({
    auth: {
      clientId,
      ...credential,
      authority,
      authorityMetadata: JSON.stringify(metadata),
      cloudDiscoveryMetadata: JSON.stringify({ tenant_discovery_endpoint: "https://unused.example", metadata: [cloud] }),
    },
    cache: { cachePlugin },
    system: { networkClient: network, loggerOptions: { logLevel: LogLevel.Error, loggerCallback() {} } },
  });
}

async function accountOf(app, homeAccountId) {
  const accounts = await app.getTokenCache().getAllAccounts();
  return accounts.find((account) => account.homeAccountId === homeAccountId);
}

const commands = {
  deserialize(state) {
    cache = state;
  },
  serialize() {
    return cache;
  },
  async signIn(clientId, realm, scopes, response) {
    tokenResponse = response;
    await application(clientId, realm).acquireTokenByCode({ code: "code", redirectUri: "http://localhost", scopes });
  },
  async asApplication(clientId, realm, scopes, response) {
    tokenResponse = response;
    posts = 0;
    const app = application(clientId, realm, ConfidentialClientApplication, { clientSecret: "secret" });
    const result = await app.acquireTokenByClientCredential({ scopes });
    return { accessToken: result.accessToken, fromCache: result.fromCache, askedTheNetwork: posts > 0 };
  },
  async accounts(clientId, realm) {
    return application(clientId, realm).getTokenCache().getAllAccounts();
  },
  async silent(clientId, realm, homeAccountId, scopes) {
    const app = application(clientId, realm);
    const account = await accountOf(app, homeAccountId);
    posts = 0;
    const result = await app.acquireTokenSilent({ account, scopes });
    return { accessToken: result.accessToken, fromCache: result.fromCache, askedTheNetwork: posts > 0 };
  },
  async signOut(clientId, realm, homeAccountId) {
    const app = application(clientId, realm);
    await app.getTokenCache().removeAccount(await accountOf(app, homeAccountId));
  },
};

async function answer(line) {
  const [name, ...parameters] = JSON.parse(line);
  try {
    return { ok: (await commands[name](...parameters)) ?? null };
  } catch (error) {
    return { raised: String(error.message) };
  }
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(line)));
  }
}

main();
