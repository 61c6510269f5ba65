import type { ProviderInput } from "../bindings/ProviderInput";
import type { ProviderKind } from "../bindings/ProviderKind";
import { audiencesOf, readAuthority, writeAuthority, type Audience, type Cloud } from "./audience";
import { usualName } from "./blank";

/** Whether it is one of Microsoft's services, which share a form. */
export function isMicrosofts(kind: ProviderKind): boolean {
  return kind !== "demo" && kind !== "oidc";
}

/** A provider as it is being typed. */
export class Draft {
  readonly id: string | null;
  kind = $state<ProviderKind>("oidc");
  name = $state("");
  clientId = $state("");
  #cloud = $state<Cloud>("public");
  audience = $state<Audience>("tenant");
  /** The tenant of Microsoft Entra, the address of any other. */
  authority = $state("");
  scopes = $state("");
  redirectUri = $state("");

  constructor(start: ProviderInput) {
    this.id = start.id;
    this.kind = start.kind;
    this.name = start.name;
    this.clientId = start.clientId;
    this.scopes = start.scopes.join(" ");
    this.redirectUri = start.redirectUri;
    if (start.kind === "entra") {
      ({ cloud: this.#cloud, audience: this.audience, tenant: this.authority } = readAuthority(start.authority));
    } else {
      this.audience = "common";
      this.authority = start.authority;
    }
  }

  get cloud(): Cloud {
    return this.#cloud;
  }

  /** In a cloud without personal accounts, those of organizations are left. */
  set cloud(cloud: Cloud) {
    this.#cloud = cloud;
    if (!audiencesOf(cloud).includes(this.audience)) this.audience = "organizations";
  }

  /** Whether the address or tenant has to be typed. */
  get asksForAuthority(): boolean {
    return this.kind !== "entra" || this.audience === "tenant";
  }

  /** What it is called where nobody types a name. */
  get usualName(): string {
    return usualName(this.kind, this.#address);
  }

  get #address(): string {
    if (this.kind !== "entra") return this.authority.trim();
    return writeAuthority({ cloud: this.cloud, audience: this.audience, tenant: this.authority });
  }

  typed(): ProviderInput {
    return {
      id: this.id,
      kind: this.kind,
      name: this.name.trim() || this.usualName,
      clientId: this.clientId.trim(),
      authority: this.#address,
      scopes: this.scopes.split(/[\s,]+/).filter(Boolean),
      redirectUri: this.redirectUri.trim(),
    };
  }
}
