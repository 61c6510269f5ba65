/** Who may sign in through a Microsoft Entra application. */
export type Audience = "common" | "organizations" | "consumers" | "tenant";

/** The clouds of Microsoft Entra by their sign-in hosts ("Microsoft Entra authentication and national clouds"). */
export const clouds = {
  public: "login.microsoftonline.com",
  "us-government": "login.microsoftonline.us",
  china: "login.partner.microsoftonline.cn",
} as const;
export type Cloud = keyof typeof clouds;

/** Who may be let in by a cloud: personal accounts are of the worldwide one ("National clouds", "App registration"). */
export function audiencesOf(cloud: Cloud): Audience[] {
  return cloud === "public"
    ? ["common", "organizations", "consumers", "tenant"]
    : ["common", "organizations", "tenant"];
}

/** An authority of Microsoft Entra as the form shows it. */
export interface EntraAuthority {
  cloud: Cloud;
  audience: Audience;
  /** The one tenant, or a whole address as it was typed. */
  tenant: string;
}

const ADDRESS = /^https:\/\/([^/]+)\/([^/]+)\/?(v2\.0\/?)?$/i;

function isGroup(text: string): text is Exclude<Audience, "tenant"> {
  return ["common", "organizations", "consumers"].includes(text);
}

/** Reads an authority: one of the three groups, or the tenant as it stands. */
export function readAuthority(authority: string): EntraAuthority {
  const [, host = "", last = authority] = ADDRESS.exec(authority) ?? [];
  const names = Object.keys(clouds) as Cloud[];
  const cloud = host === "" ? "public" : names.find((name) => clouds[name] === host.toLowerCase());
  const group = last.toLowerCase();
  const whole: EntraAuthority = { cloud: "public", audience: "tenant", tenant: authority };
  if (cloud && isGroup(group)) return audiencesOf(cloud).includes(group) ? { cloud, audience: group, tenant: "" } : whole;
  if (cloud && cloud !== "public") return { cloud, audience: "tenant", tenant: last };
  return whole;
}

/** The authority that the form means; a whole address that was typed stays as it is. */
export function writeAuthority({ cloud, audience, tenant }: EntraAuthority): string {
  const last = audience === "tenant" ? tenant.trim() : audience;
  return cloud === "public" || last === "" || last.includes("/") ? last : `https://${clouds[cloud]}/${last}`;
}
