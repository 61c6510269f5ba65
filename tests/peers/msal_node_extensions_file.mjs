// Adds tokens to a shared plain file with the lock and the persistence of MSAL Node's own extension, and tells when
// somebody else is inside. It takes the lock before it reads, which the extension's plug-in does only sometimes.
// Arguments: node_modules, the cache, the file that marks who is inside the lock, the prefix of the names, how many.

import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, cachePath, marker, prefix, count] = process.argv.slice(2);
const dist = join(modules, "@azure/msal-node-extensions/dist");
const load = (path) => import(pathToFileURL(join(dist, path)));
const { CrossPlatformLock } = await load("lock/CrossPlatformLock.mjs");
const { FilePersistence } = await load("persistence/FilePersistence.mjs");
const persistence = new FilePersistence(cachePath);
const lock = new CrossPlatformLock(`${cachePath}.lockfile`, persistence.getLogger());

for (let number = 0; number < Number(count); number++) {
  const name = `${prefix}-${number}`;
  await lock.lock();
  try {
    writeFileSync(marker, "", { flag: "wx" });
  } catch {
    console.log("overlap");
  }
  const cache = existsSync(cachePath) ? JSON.parse(await persistence.load()) : {};
  await new Promise((done) => setTimeout(done, 3));
  (cache.AccessToken ??= {})[`-login.example-accesstoken-${name}-a-tenant-https://graph.example/.default`] = {
    credential_type: "AccessToken", secret: `the-secret-access-token-of-${name}`, home_account_id: null,
    environment: "login.example", client_id: name, target: "https://graph.example/.default", realm: "a-tenant",
    token_type: "Bearer", cached_at: "1800000000", expires_on: "1900000000", extended_expires_on: "1900000000",
  };
  await persistence.save(JSON.stringify(cache));
  rmSync(marker, { force: true });
  await lock.unlock();
  console.log(`added ${name}`);
}
