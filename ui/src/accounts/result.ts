import type { ErrorView } from "../bindings/ErrorView";
import type { RemovalView } from "../bindings/RemovalView";
import type { SilentView } from "../bindings/SilentView";
import type { WhoAmIView } from "../bindings/WhoAmIView";

/** What the last action on the account came to. */
export type Result =
  | { kind: "getting-token" }
  | { kind: "asking" }
  | { kind: "token"; token: SilentView }
  | { kind: "who"; who: WhoAmIView }
  | { kind: "cleared"; removed: RemovalView }
  | { kind: "error"; error: ErrorView };
