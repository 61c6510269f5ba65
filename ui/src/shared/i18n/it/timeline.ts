import type { Messages } from "../en";

/** La vita di ogni token come una barra. */
export const timeline: Messages["timeline"] = {
  title: "Cronologia",
  parts: "Parti dell'account",
  now: "adesso",
  none: "Questo account non ha token nella cache, quindi non c'è nessuna vita da mostrare.",
  renewing: "rinnova gli altri",
  renewed: "si rinnova da solo",
  asks: "poi chiede a te",
  dead: "non più accettato",
  expiredRenewed: "rinnovato quando serve",
  expiredAsks: "chiede a te",
  meansRenewed: "Si rinnova da solo",
  meansAsks: "Ti chiederà di accedere",
  meansRenewing: "Ciò che rinnova gli altri",
  meansAhead: "Da qui in poi rinnovato in anticipo",
  meansExtended: "Serve mentre il provider non è raggiungibile",
  since: (when) => `nella cache dal ${when}`,
  refreshFrom: (when) => `rinnovato in anticipo dal ${when}`,
  until: (when, left) => `scade il ${when}, ${left}`,
  extendedUntil: (when) => `con il provider irraggiungibile, fino al ${when}`,
};
