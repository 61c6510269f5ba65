import type { Messages } from "../en";

/** A vida de cada token como uma barra. */
export const timeline: Messages["timeline"] = {
  title: "Linha do tempo",
  parts: "Partes da conta",
  now: "agora",
  none: "Esta conta não tem tokens no cache; não há vida para mostrar.",
  renewing: "renova os outros",
  renewed: "renova-se sozinho",
  asks: "depois pede a você",
  dead: "não é mais aceito",
  expiredRenewed: "renovado ao ser preciso",
  expiredAsks: "pede a você",
  meansRenewed: "Renova-se sozinho",
  meansAsks: "Vai pedir que você entre",
  meansRenewing: "O que renova os outros",
  meansAhead: "Daqui em diante é renovado antes do fim",
  meansExtended: "Serve enquanto o provedor está fora de alcance",
  since: (when) => `no cache desde ${when}`,
  refreshFrom: (when) => `renovado antes do fim a partir de ${when}`,
  until: (when, left) => `termina em ${when}, ${left}`,
  extendedUntil: (when) => `com o provedor fora de alcance, até ${when}`,
};
