import type { Messages } from "../en";
import { pluralIn } from "../plural";

const plural = pluralIn("pt-BR");

export const about: Messages["about"] = {
  open: "Sobre o Tessera",
  title: "Sobre o Tessera",
  lead: "Mostra quem está conectado neste computador e quais tokens estão guardados para cada conta.",
  cache: "Cache de tokens",
  protection: "Proteção",
  settings: "Configurações",
  demoTenant: "Locatário de demonstração",
  system: "Sistema",
  privacy: "Sem telemetria: o Tessera fala com os provedores que você conecta e com ninguém mais.",
  licences: "Licenças",
  licencesTitle: "Licenças do que compõe o Tessera",
  licencesLead: "Cada pacote que faz parte deste programa, com a licença sob a qual veio.",
  search: "Procurar por nome ou licença",
  reading: "Lendo a lista…",
  count: (n) => plural(n, { one: "# pacote", other: "# pacotes" }),
  found: (n, all) => `${n} de ${plural(all, { one: "# pacote", other: "# pacotes" })}`,
  noText: "O pacote não traz o texto de sua licença.",
  inTheText: "veja o texto",
  back: "Voltar",
};
