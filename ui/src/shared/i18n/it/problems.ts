import type { ProblemTexts } from "../en/problems";

/** What cannot be right about a provider's details, and what to type instead. */
export const problems: ProblemTexts = {
  "client-id-empty": "Manca l'ID client: copialo dalla registrazione dell'applicazione.",
  "client-id-not-guid": "Questo non è un ID client: ha 32 cifre esadecimali in cinque gruppi. Copialo dalla registrazione dell'applicazione.",
  "client-id-characters": "Nessun ID client ha questi caratteri: copialo dalla registrazione dell'applicazione.",
  "authority-empty": "Qui bisogna scrivere qualcosa: l'indirizzo completo oppure, per Microsoft Entra, l'ID o il dominio di un tenant.",
  "not-a-url": "Questo non è un indirizzo: scrivilo per intero, a partire da https://.",
  "scheme-missing": "Manca l'inizio: metti https:// davanti.",
  "not-https": "L'indirizzo deve iniziare con https:// (http solo su questo computer).",
  "user-information": "L'indirizzo non deve avere nome utente o password: togli ciò che precede la @.",
  "query-or-fragment": "L'indirizzo deve finire con il percorso: togli il punto interrogativo o il cancelletto e ciò che segue.",
  "not-an-entra-host": "Questo non è un indirizzo di Microsoft Entra, come https://login.microsoftonline.com: collegalo come un altro provider.",
  "is-an-entra-host": "Questo è un indirizzo di Microsoft Entra: collegalo come applicazione Microsoft Entra.",
  "tenant-missing": "Manca il tenant: aggiungi all'indirizzo una barra e l'ID o il dominio del tenant, oppure «organizations».",
  "tenant-malformed": "Questo non è un tenant: scrivi il suo ID o dominio, o l'indirizzo https completo dell'autorità.",
  "port-not-expected": "L'indirizzo di Microsoft Entra non ha una porta: toglila.",
  "path-not-expected": "L'indirizzo deve finire dopo il tenant: togli ciò che segue.",
  "other-kind": (kind) => `Questo è un indirizzo di ${kind}: collegalo come tale.`,
  "policy-missing": "Manca il criterio: aggiungi il tenant e dopo il flusso utente, come B2C_1_signin.",
  "host-not-ascii": (host) => `L'host ha lettere che possono solo somigliare ad altre. In realtà è ${host}: se vuoi proprio quello, scrivilo così.`,
  lookalike: "Questo sembra soltanto un indirizzo di Microsoft: scrivi quello che ti ha dato il tuo provider.",
  "description-address": "Questo è l'indirizzo della descrizione del provider: togli /.well-known e ciò che segue.",
  "environment-malformed": "Il nome sotto cui conservare i token deve essere un dominio, come login.example.com.",
  "scope-invalid": "Nessun ambito ha virgolette, barre rovesciate o lettere accentate: correggilo e separa gli ambiti con spazi.",
  "redirect-uri-invalid": "Questo non è un indirizzo di reindirizzamento: digita http://localhost, con porta o percorso se registrato così, o uno schema proprio.",
};
