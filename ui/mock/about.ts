import type { AboutView } from "../src/bindings/AboutView";
import type { LicencesView } from "../src/bindings/LicencesView";

export const about: AboutView = {
  version: "0.1.0",
  webView: "2.50.1",
  system: "linux x86_64",
  cache: "/home/adele/.local/share/tessera/token-cache.sealed",
  settings: "/home/adele/.config/tessera/settings.json",
  demoTenant: "/home/adele/.local/share/tessera/demo-tenant",
};

export const licences: LicencesView = {
  packages: [
    { name: "@tauri-apps/api", version: "2.12.5", kind: "npm", licence: "Apache-2.0 OR MIT", texts: [0, 1] },
    { name: "aws-lc-rs", version: "1.19.0", kind: "crate", licence: "ISC AND (Apache-2.0 OR ISC)", texts: [1] },
    { name: "dlopen2", version: "0.8.2", kind: "crate", licence: "MIT", texts: [] },
    { name: "serde", version: "1.0.228", kind: "crate", licence: "MIT/Apache-2.0", texts: [0, 1] },
  ],
  texts: ["The text of the MIT licence", "The text of Apache's"],
};
