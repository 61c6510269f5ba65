import type { ProviderInput } from "../bindings/ProviderInput";
import type { ProviderProblem } from "../bindings/ProviderProblem";

/** Where in the form a problem can be mended. */
export type ProviderField = "clientId" | "authority" | "scopes" | "redirectUri";
export type Problems = Partial<Record<ProviderField, ProviderProblem>>;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const ANYBODY = ["common", "organizations", "consumers"];

/** What cannot be right about a provider's details, seen without asking anybody; the core sees more. */
export function findProblems(input: ProviderInput): Problems {
  if (input.kind === "demo") return {};
  // AD FS names applications as it likes.
  const guid = input.kind !== "oidc" && input.kind !== "adfs";
  const clientId = clientIdProblem(input.clientId.trim(), guid);
  const authority = input.kind === "entra" ? tenantProblem(input.authority.trim()) : addressProblem(input.authority.trim());
  const scopes = input.scopes.every((scope) => SCOPE.test(scope)) ? null : "scope-invalid";
  return { ...(clientId && { clientId }), ...(authority && { authority }), ...(scopes && { scopes }) };
}

/** The field that a problem is about. */
export function fieldOf(problem: ProviderProblem): ProviderField {
  if (problem === "scope-invalid") return "scopes";
  if (problem === "redirect-uri-invalid") return "redirectUri";
  return problem.startsWith("client-id-") ? "clientId" : "authority";
}

function clientIdProblem(clientId: string, guid: boolean): ProviderProblem | null {
  if (clientId === "") return "client-id-empty";
  return guid && !GUID.test(clientId) ? "client-id-not-guid" : null;
}

function tenantProblem(tenant: string): ProviderProblem | null {
  if (ANYBODY.includes(tenant) || GUID.test(tenant) || DOMAIN.test(tenant)) return null;
  if (tenant !== "" && !URL.canParse(tenant)) return "tenant-malformed";
  return addressProblem(tenant) ?? (new URL(tenant).pathname.length > 1 ? null : "tenant-missing");
}

function addressProblem(address: string): ProviderProblem | null {
  if (address === "") return "authority-empty";
  if (!URL.canParse(address)) return DOMAIN.test(address.split("/")[0] ?? "") ? "scheme-missing" : "not-a-url";
  const { protocol, hostname } = new URL(address);
  if (hostname === "") return "not-a-url";
  const safe = protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
  return safe ? null : "not-https";
}
