import { expect, test } from "vitest";
import type { ProviderKind } from "../bindings/ProviderKind";
import { readAuthority, writeAuthority } from "./audience";
import { usualName } from "./blank";
import { fieldOf, findProblems } from "./check";

const GUID = "11111111-2222-3333-4444-555555555555";
const entra = (authority: string) =>
  findProblems({ id: null, kind: "entra", name: "", clientId: GUID, authority, scopes: [], redirectUri: "" }).authority;
const oidc = (authority: string) =>
  findProblems({ id: null, kind: "oidc", name: "", clientId: "x", authority, scopes: [], redirectUri: "" }).authority;

test.each(["common", "organizations", "consumers", GUID, "contoso.com", "https://login.microsoftonline.com/common"])(
  "%s is an authority",
  (authority) => expect(entra(authority)).toBeUndefined(),
);

test.each([
  ["", "authority-empty"],
  ["contoso", "tenant-malformed"],
  ["http://login.microsoftonline.com/common", "not-https"],
  ["https://login.microsoftonline.com", "tenant-missing"],
])("%s is no authority", (authority, problem) => expect(entra(authority)).toBe(problem));

test.each(["https://login.example.com", "https://example.com/realms/a", "http://localhost:8080", "http://127.0.0.1:9/a", "http://[::1]:9"])(
  "%s is an issuer",
  (issuer) => expect(oidc(issuer)).toBeUndefined(),
);

test.each([
  [" ", "authority-empty"],
  ["login", "not-a-url"],
  ["login.example.com", "scheme-missing"],
  ["login.example.com/realms/a", "scheme-missing"],
  ["http://login.example.com", "not-https"],
  ["ftp://localhost", "not-https"],
  ["http://localhost.example.com", "not-https"],
])("%s is no issuer", (issuer, problem) => expect(oidc(issuer)).toBe(problem));

test.each([
  ["https://login.microsoftonline.com/consumers", "public", "consumers", "", "consumers"],
  ["common", "public", "common", "", "common"],
  ["contoso.com", "public", "tenant", "contoso.com", "contoso.com"],
  ["https://login.microsoftonline.com/contoso.com", "public", "tenant", "https://login.microsoftonline.com/contoso.com", null],
  ["https://login.microsoftonline.us/organizations/v2.0", "us-government", "organizations", "", "https://login.microsoftonline.us/organizations"],
  ["https://login.partner.microsoftonline.cn/contoso.cn", "china", "tenant", "contoso.cn", "https://login.partner.microsoftonline.cn/contoso.cn"],
  ["https://login.sovereign.example/common", "public", "tenant", "https://login.sovereign.example/common", null],
  ["", "public", "tenant", "", ""],
] as const)("the authority %s is shown as cloud, group and tenant, and written back", (authority, cloud, audience, tenant, written) => {
  const read = readAuthority(authority);
  expect(read).toEqual({ cloud, audience, tenant });
  expect(writeAuthority(read)).toBe(written ?? authority);
});

test("only Microsoft's cloud services number their applications by GUID", () => {
  const problem = (kind: ProviderKind) =>
    findProblems({ id: null, kind, name: "", clientId: "app", authority: "https://id.example/a", scopes: [], redirectUri: "" }).clientId;
  expect((["entra", "external-id", "b2c"] as const).map(problem)).toEqual(Array(3).fill("client-id-not-guid"));
  expect((["adfs", "oidc"] as const).map(problem)).toEqual([undefined, undefined]);
});

test("a scope with what no scope has is a problem of the scopes", () => {
  const having = (scope: string) =>
    findProblems({ id: null, kind: "oidc", name: "", clientId: "x", authority: "https://id.example", scopes: ["email", scope], redirectUri: "" });
  expect(having("api://x/Files.Read")).toEqual({});
  for (const scope of ['"mail"', "a\\b", "é"]) expect(having(scope)).toEqual({ scopes: "scope-invalid" });
});

test("each problem is told at the field where it was typed", () => {
  expect(fieldOf("client-id-characters")).toBe("clientId");
  expect(fieldOf("is-an-entra-host")).toBe("authority");
  expect(fieldOf("scope-invalid")).toBe("scopes");
  expect(fieldOf("redirect-uri-invalid")).toBe("redirectUri");
});

test.each([
  ["demo", "", "Demo tenant"],
  ["entra", "common", "Microsoft Entra"],
  ["oidc", "https://id.example:8443/realm", "id.example"],
  ["oidc", "id.", ""],
] as const)("a %s provider without a name is called by what is known of it", (kind, authority, name) => {
  expect(usualName(kind, authority)).toBe(name);
});
