import { pluralIn } from "../plural";

const plural = pluralIn("it");

/** The palette of commands. */
export const palette = {
  title: "Comandi",
  label: "Trova un comando, un account o una pagina",
  hint: "Comando, account o pagina…",
  count: (n: number) => plural(n, { one: "# risultato", other: "# risultati" }),
  none: (query: string) => `Nulla corrisponde a “${query}”.`,
};

/** The sheet of shortcuts. */
export const shortcuts = {
  title: "Scorciatoie da tastiera",
  everywhere: "Ovunque",
  inList: "Nell'elenco degli account",
  inTable: "Nella tabella dei token",
  or: "o",
  names: {
    Enter: "Invio",
    Escape: "Esc",
    Delete: "Canc",
    shift: "Maiusc",
    PageDown: "Pag ↓",
    PageUp: "Pag ↑",
    Home: "Inizio",
    End: "Fine",
    " ": "Spazio",
  },
  window: {
    palette: "Apri i comandi",
    shortcuts: "Mostra queste scorciatoie",
    filter: "Filtra gli account",
    list: "Vai all'elenco degli account",
    undo: "Annulla l'ultima rimozione",
    addAccount: "Aggiungi un account",
    useAccount: "Usa l'account",
    getToken: "Ottieni un token",
    whoAmI: "Chiedi chi è l'account",
    explain: "Chiedi perché c'è un token, o non c'è",
    signInAgain: "Accedi di nuovo",
    signOut: "Disconnetti l'account",
    providers: "Apri i provider",
    storage: "Apri l'archivio",
  },
  list: {
    next: "Successivo",
    previous: "Precedente; dal primo, al filtro",
    pageDown: "Più in basso",
    pageUp: "Più in alto",
    first: "Primo",
    last: "Ultimo",
    open: "Apri",
    select: "Seleziona o deseleziona",
    selectNext: "Seleziona fino al successivo",
    selectPrevious: "Seleziona fino al precedente",
    selectAll: "Seleziona tutti",
    unselect: "Deseleziona tutti",
    signOut: "Disconnetti i selezionati",
  },
  table: {
    next: "Successivo",
    previous: "Precedente",
    first: "Primo",
    last: "Ultimo",
    selectNext: "Seleziona fino al successivo",
    selectPrevious: "Seleziona fino al precedente",
    selectAll: "Seleziona tutti",
    unselect: "Deseleziona tutti",
    clear: "Cancella i selezionati",
  },
};
