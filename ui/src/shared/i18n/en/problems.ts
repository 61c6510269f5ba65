import type { ProviderProblem } from "../../../bindings/ProviderProblem";

/** A sentence, or one that names the detail. */
export type ProblemTexts = Record<ProviderProblem, string | ((detail: string) => string)>;

/** What cannot be right about a provider's details, and what to type instead. */
export const problems: ProblemTexts = {
  "client-id-empty": "The client ID is missing: copy it from the application's registration.",
  "client-id-not-guid": "This is no client ID: it has 32 hexadecimal digits in five groups. Copy it from the application's registration.",
  "client-id-characters": "No client ID has such characters: copy it from the application's registration.",
  "authority-empty": "Something has to be typed here: the whole address or, for Microsoft Entra, a tenant's ID or domain.",
  "not-a-url": "This is no address: type the whole one, beginning with https://.",
  "scheme-missing": "The beginning is missing: put https:// before it.",
  "not-https": "The address has to begin with https:// (http only on this computer).",
  "user-information": "The address must have no user name or password: take out what is before the @.",
  "query-or-fragment": "The address has to end with its path: take out the question mark or number sign and what follows.",
  "not-an-entra-host": "This is no address of Microsoft Entra, such as https://login.microsoftonline.com: connect it as another provider.",
  "is-an-entra-host": "This is an address of Microsoft Entra: connect it as a Microsoft Entra application.",
  "tenant-missing": "The tenant is missing: add a slash and the tenant's ID or domain, or “organizations”, to the address.",
  "tenant-malformed": "This is no tenant: type its ID or domain, or the authority's whole https address.",
  "port-not-expected": "The address of Microsoft Entra has no port: take it out.",
  "path-not-expected": "The address has to end after the tenant: take out what follows.",
  "other-kind": (kind) => `This is an address of ${kind}: connect it as that.`,
  "policy-missing": "The policy is missing: add the tenant and the user flow behind it, such as B2C_1_signin.",
  "host-not-ascii": (host) => `Its host has letters that may only look like others. It is really ${host}: type that if you mean it.`,
  lookalike: "This only looks like an address of Microsoft: type the one that you were given by your provider.",
  "description-address": "This is the address of the provider's description: take out /.well-known and what follows.",
  "environment-malformed": "The name to keep tokens under has to be a domain, such as login.example.com.",
  "scope-invalid": "No scope has quotes, backslashes or accented letters: correct it, and put spaces between scopes.",
  "redirect-uri-invalid": "This is no redirect address: type http://localhost, with a port or path if registered so, or a scheme of the app's own.",
};
