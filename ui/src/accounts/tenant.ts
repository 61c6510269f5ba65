import type { AccountView } from "../bindings/AccountView";
import { text } from "../shared/i18n/index.svelte";

/** The tenant of all personal Microsoft accounts ("Microsoft identity platform access tokens", claim `iss`). */
const PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An environment or tenant as its provider writes it: in the cache's keys a hyphen would part two fields. */
export function plainAddress(address: string): string {
  return address.replace(/%2d/gi, "-");
}

/** Where an account belongs, in the few words of a row: its kind, and its tenant where that says more. */
export function kindAndTenant({ kind, tenant }: AccountView): string {
  const words = text().shortKinds[kind];
  if (kind === "other") return plainAddress(tenant);
  return tenant.toLowerCase() === PERSONAL_TENANT ? words : `${words} · ${shortId(tenant).replace("…", "")}`;
}

/** A tenant as a sentence names it. */
export function fullTenant(tenant: string): string {
  return tenant.toLowerCase() === PERSONAL_TENANT ? text().account.personalTenant : plainAddress(tenant);
}

/** A tenant as short as it can be told apart at a glance. */
export function shortTenant(tenant: string): string {
  if (tenant.toLowerCase() === PERSONAL_TENANT) return text().account.personalTenant;
  return shortId(plainAddress(tenant));
}

/** The first group of a GUID; anything else stays as it is. */
export function shortId(id: string): string {
  return GUID.test(id) ? `${id.slice(0, 8)}…` : id;
}
