import type { ExplanationStep } from "../src/bindings/ExplanationStep";
import type { ExplanationView } from "../src/bindings/ExplanationView";
import { ADATUM, CONTOSO, ENVIRONMENT } from "./people";
import { demo, entra } from "./things";

const now = () => Math.floor(Date.now() / 1000);

function steps(...tokens: ExplanationStep[]): ExplanationStep[] {
  return [
    { kind: "environment", provider: ENVIRONMENT, account: ENVIRONMENT, matched: "same" },
    { kind: "account", known: true },
    { kind: "client", clientId: demo.clientId, family: "1", tokensOfOthers: 1 },
    { kind: "realm", realm: CONTOSO },
    ...tokens,
  ];
}

const serving = (): ExplanationStep => ({
  kind: "access-token",
  scopes: ["User.Read", "openid", "profile"],
  realm: CONTOSO,
  expiresOn: now() + 48 * 60 + 30,
  renewedAhead: true,
  objections: [],
});

const ended = (): ExplanationStep => ({
  kind: "access-token",
  scopes: ["Mail.Read"],
  realm: ADATUM,
  expiresOn: now() - 2 * 3600,
  renewedAhead: false,
  objections: [{ kind: "other-realm" }, { kind: "scopes-missing", scopes: ["User.Read"] }, { kind: "ended" }],
});

const refresh = (verdict: "own" | "of-another" | "dead" | "throttled", more = {}): ExplanationStep => ({
  kind: "refresh-token",
  clientId: verdict === "of-another" ? entra.clientId : demo.clientId,
  family: null,
  verdict,
  time: null,
  providerCode: null,
  ...more,
});

/** Explanations by what they come to. */
export function explanation(kind: string, scopes: string[] = ["User.Read"]): ExplanationView {
  switch (kind) {
    case "cached":
      return { scopes, steps: steps(serving(), ended(), refresh("own")), conclusion: { kind: "cached-token", expiresOn: now() + 48 * 60 + 30 } };
    case "renews":
      return { scopes, steps: steps(ended(), refresh("own"), refresh("of-another")), conclusion: { kind: "asks-provider" } };
    case "throttled": {
      const time = now() + 50;
      return { scopes, steps: steps(ended(), refresh("throttled", { time, providerCode: "AADSTS50076", advice: "second-factor" })), conclusion: { kind: "throttled", until: time } };
    }
    case "none":
      return { scopes, steps: steps(), conclusion: { kind: "no-refresh-token" } };
    case "elsewhere":
      return {
        scopes,
        steps: [{ kind: "environment", provider: "login.keycloak.example", account: ENVIRONMENT, matched: "other" }],
        conclusion: { kind: "unknown-account" },
      };
    default: {
      const dead = refresh("dead", { time: now() - 3 * 86_400, providerCode: "AADSTS50173", advice: "revoked" });
      return { scopes, steps: steps(ended(), dead, refresh("of-another")), conclusion: { kind: "dead-refresh-token" } };
    }
  }
}
