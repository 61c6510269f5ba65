import type { Messages } from "../en";

/** Com o que um token foi pedido, e o que resultou. */
export const scopes: Messages["scopes"] = {
  title: "Pedido e concedido",
  unknown: "Não se sabe o que foi pedido: outro programa, ou um Tessera mais antigo, obteve este token. Os escopos acima são os concedidos.",
  granted: "Concedido",
  grantedMeans: "Pedido e concedido.",
  everything: "Foi pedido tudo para o que o aplicativo está registrado (“.default”).",
  refused: "Não concedido",
  refusedMeans: "Pedido, mas deixado de fora pelo provedor: o serviço recusa o que precisar disso.",
  beyond: "Além disso",
  beyondMeans: "Concedido sem ser pedido, em geral porque já houve consentimento antes.",
  unlisted: "Para o login",
  unlistedMeans: "Perguntam quem você é e pedem a renovação. Os provedores raramente os listam, concedidos ou não.",
};
