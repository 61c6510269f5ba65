import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const about = {
  open: "About Tessera",
  title: "About Tessera",
  lead: "Shows who is signed in on this computer and which tokens are cached for them.",
  cache: "Token cache",
  protection: "Protection",
  settings: "Settings",
  demoTenant: "Demo tenant",
  system: "System",
  privacy: "No telemetry: Tessera talks to the providers that you connect, and to nobody else.",
  licences: "Licences",
  licencesTitle: "Licences of what Tessera is made of",
  licencesLead: "Every package that is part of this program, with the licence that it came under.",
  search: "Search by name or licence",
  reading: "Reading the list…",
  count: (n: number) => plural(n, { one: "# package", other: "# packages" }),
  found: (n: number, all: number) => `${n} of ${plural(all, { one: "# package", other: "# packages" })}`,
  noText: "The package ships no text of its licence.",
  inTheText: "see the text",
  back: "Back",
};
