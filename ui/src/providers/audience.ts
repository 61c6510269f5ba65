/** Who may sign in through a Microsoft Entra application. */
export type Audience = "common" | "organizations" | "consumers" | "tenant";

const PUBLIC_CLOUD = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\/?(v2\.0\/?)?$/i;

/** Reads an authority as the form shows it: one of the three groups, or the tenant as it stands. */
export function audienceOf(authority: string): { audience: Audience; tenant: string } {
  const group = PUBLIC_CLOUD.exec(authority)?.[1] ?? authority;
  if (group === "common" || group === "organizations" || group === "consumers") {
    return { audience: group, tenant: "" };
  }
  return { audience: "tenant", tenant: authority };
}
