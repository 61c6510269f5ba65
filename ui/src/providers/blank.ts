import type { ProviderInput } from "../bindings/ProviderInput";
import type { ProviderKind } from "../bindings/ProviderKind";
import type { ProviderView } from "../bindings/ProviderView";
import { text } from "../shared/i18n/index.svelte";

/** The form of a provider that is not connected yet. */
export function blankProvider(kind: ProviderKind): ProviderInput {
  const authority = kind === "entra" ? "common" : "";
  const name = kind === "demo" ? usualName(kind, authority) : "";
  return { id: null, kind, name, clientId: "", authority, scopes: [], redirectUri: "" };
}

/** What a provider is called whom the person gives no name: in the person's language, or by the issuer's host. */
export function usualName(kind: ProviderKind, authority: string): string {
  if (kind === "demo") return text().providers.demoName;
  if (kind === "entra") return text().firstRun.entraTitle;
  return URL.canParse(authority) ? new URL(authority).hostname : "";
}

/** The form of a connected provider. */
export function filledProvider(provider: ProviderView): ProviderInput {
  const { id, kind, name, clientId, authority, scopes, redirectUri } = provider;
  return { id, kind, name, clientId, authority, scopes, redirectUri };
}
