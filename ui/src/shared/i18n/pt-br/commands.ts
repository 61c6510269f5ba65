import { pluralIn } from "../plural";

const plural = pluralIn("pt-BR");

/** The palette of commands. */
export const palette = {
  title: "Comandos",
  label: "Encontrar um comando, uma conta ou uma página",
  hint: "Comando, conta ou página…",
  count: (n: number) => plural(n, { one: "# resultado", other: "# resultados" }),
  none: (query: string) => `Nada corresponde a “${query}”.`,
};

/** The sheet of shortcuts. */
export const shortcuts = {
  title: "Atalhos do teclado",
  everywhere: "Em toda parte",
  inList: "Na lista de contas",
  inTable: "Na tabela de tokens",
  or: "ou",
  names: {
    Enter: "Entrar",
    Escape: "Esc",
    Delete: "Del",
    shift: "⇧ Shift",
    PageDown: "Pág. ↓",
    PageUp: "Pág. ↑",
    Home: "Início",
    End: "Fim",
    " ": "Espaço",
  },
  window: {
    palette: "Abrir os comandos",
    shortcuts: "Mostrar estes atalhos",
    filter: "Filtrar as contas",
    list: "Ir para a lista de contas",
    undo: "Desfazer a última remoção",
    addAccount: "Adicionar uma conta",
    useAccount: "Usar a conta",
    getToken: "Obter um token",
    whoAmI: "Perguntar quem é a conta",
    explain: "Perguntar por que há ou não um token",
    signInAgain: "Entrar de novo",
    signOut: "Sair da conta",
    providers: "Abrir os provedores",
    storage: "Abrir o armazenamento",
  },
  list: {
    next: "Próxima",
    previous: "Anterior; da primeira, ao filtro",
    pageDown: "Mais abaixo",
    pageUp: "Mais acima",
    first: "Primeira",
    last: "Última",
    open: "Abrir",
    select: "Marcar ou desmarcar",
    selectNext: "Marcar até a próxima",
    selectPrevious: "Marcar até a anterior",
    selectAll: "Marcar todas",
    unselect: "Desmarcar todas",
    signOut: "Sair das contas marcadas",
  },
  table: {
    next: "Próximo",
    previous: "Anterior",
    first: "Primeiro",
    last: "Último",
    selectNext: "Marcar até o próximo",
    selectPrevious: "Marcar até o anterior",
    selectAll: "Marcar todos",
    unselect: "Desmarcar todos",
    clear: "Limpar os marcados",
  },
};
