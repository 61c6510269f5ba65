import type { Messages } from "../en";
import { pluralIn } from "../plural";

const plural = pluralIn("it");

export const about: Messages["about"] = {
  open: "Informazioni su Tessera",
  title: "Informazioni su Tessera",
  lead: "Mostra chi ha accesso su questo computer e quali token sono conservati per ciascun account.",
  cache: "Cache dei token",
  protection: "Protezione",
  settings: "Impostazioni",
  demoTenant: "Tenant dimostrativo",
  system: "Sistema",
  privacy: "Nessuna telemetria: Tessera parla con i provider che colleghi e con nessun altro.",
  licences: "Licenze",
  licencesTitle: "Licenze di ciò che compone Tessera",
  licencesLead: "Ogni pacchetto che fa parte di questo programma, con la licenza con cui è arrivato.",
  search: "Cerca per nome o licenza",
  reading: "Lettura dell'elenco…",
  count: (n) => plural(n, { one: "# pacchetto", other: "# pacchetti" }),
  found: (n, all) => `${n} di ${plural(all, { one: "# pacchetto", other: "# pacchetti" })}`,
  noText: "Il pacchetto non porta il testo della sua licenza.",
  inTheText: "vedi il testo",
  back: "Indietro",
};
