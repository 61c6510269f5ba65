// oidc-provider, a certified OpenID provider that is not ours, on the loopback: a public client, PKCE, refresh tokens
// that rotate, device codes. Its own pages for development sign anybody in.
//
// Prints one line of JSON, {"issuer": ..., "clientId": ...}, and ends with its standard input.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.TESSERA_PEERS}/node/package.json`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const clientId = "tessera";
const key = { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" };

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_name: "Tessera",
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
        response_types: ["code"],
        redirect_uris: ["http://localhost/", "http://127.0.0.1/", "http://[::1]/"],
      },
    ],
    claims: { openid: ["sub"], email: ["email"], profile: ["name", "preferred_username"] },
    cookies: { keys: ["a key of this run"] },
    features: { deviceFlow: { enabled: true } },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `The ${id}`, preferred_username: id, email: `${id}@people.example` }),
    }),
    issueRefreshToken: (_, client, code) =>
      client.grantTypeAllowed("refresh_token") && code.scopes.has("offline_access"),
    jwks: { keys: [key] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, AuthorizationCode: 60, DeviceCode: 600, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 86400 },
  });
  server.on("request", provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer, clientId })}\n`);
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
